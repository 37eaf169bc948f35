"""One delivery's work: rules to ledger, ledger to CRM, and the record of it."""
