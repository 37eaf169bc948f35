"""ActiveCampaign, API v3: all that is known of it stands here."""
