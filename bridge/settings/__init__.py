"""What the environment, and the file `.env` beside it, tell the bridge."""

from bridge.settings.env_file import ENV_FILE as ENV_FILE
from bridge.settings.env_file import in_env_file as in_env_file
from bridge.settings.env_file import mistakes_in_env_file as mistakes_in_env_file
from bridge.settings.env_file import take_env_file as take_env_file
from bridge.settings.reading import LOG_FORMAT as LOG_FORMAT
from bridge.settings.reading import Settings as Settings
from bridge.settings.reading import read as read
from bridge.settings.reading import read_all as read_all
from bridge.settings.variables import VARIABLES as VARIABLES
