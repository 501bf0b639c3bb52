"""The reports that have something to say."""

from oscar.apps.dashboard.reports import utils

# They read tables of Oscar's analytics that nothing writes (`config.oscar.QuietAnalyticsConfig`).
WITHOUT_DATA = frozenset({"product_analytics", "user_analytics"})


class GeneratorRepository(utils.GeneratorRepository):
    """Oscar's reports without those of analytics."""

    generators = [
        generator for generator in utils.GeneratorRepository.generators if generator.code not in WITHOUT_DATA
    ]
