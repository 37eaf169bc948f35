"""OUT: one package a CRM, each giving the same few calls; see `base` for how to add one."""
