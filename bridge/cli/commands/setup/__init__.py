"""Commands for whoever sets the bridge up."""
