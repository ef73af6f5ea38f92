"""Where static files get their hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hash names inside ES module imports too, so that a new release never mixes versions."""

    support_js_module_import_aggregation = True
    # A module is named after those it imports are: the rooms of the board stand eight deep.
    max_post_process_passes = 12
