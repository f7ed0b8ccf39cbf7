"""From time stamps to covariates that are known ahead.

1. ``plan``            which features a model gets: from settings, kept in the model file
2. ``calendar_parts``  hour, weekday, place in the year, ... as sines and cosines of local time
3. ``periods``         the local days that a step covers
4. ``holidays``        public holidays, by the ``holidays`` library
5. ``events``          days with a name, and the days before and after; ``event_file`` reads them
6. ``matrix``          all of them as columns of a SeriesSet; ``survey`` remarks on them

Nothing here sees a value of a series: what comes from the time stamp alone is known ahead, and
cannot leak.
"""
