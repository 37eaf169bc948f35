"""`python -m bridge.sandbox.activecampaign`"""

from bridge.sandbox.activecampaign import main

main()
