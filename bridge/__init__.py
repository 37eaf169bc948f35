"""The bridge: ThriveCart deliveries become tags on contacts in a CRM."""
