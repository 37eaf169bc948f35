"""One record of a delivery, also where several destinations are told because of it."""
