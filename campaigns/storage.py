"""Where static files get their hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hash names inside ES module imports too, so that a new release never mixes versions."""

    support_js_module_import_aggregation = True
