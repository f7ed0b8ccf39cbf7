"""Every SQL statement of the ledger but its tables, as SQLite (3.24 or newer) and PostgreSQL
both understand them; parameters are named, ``:so``.

Each statement keeps to one job: several may share a database.
"""

from __future__ import annotations

BEGIN_RUN = """
    INSERT INTO run (job, started, command, status, facts)
    VALUES (:job, :started, :command, :status, :facts)"""

END_RUN = """
    UPDATE run
    SET ended = :ended, exit_code = :exit_code, status = :status, key = :key, model = :model,
        cutoff = :cutoff, rows = :rows, series = :series, seconds = :seconds,
        message = :message, facts = :facts
    WHERE job = :job AND id = :id"""

END_KILLED_RUNS = """
    UPDATE run SET status = :killed WHERE job = :job AND status = :running"""

RUNS = """
    SELECT id, started, ended, command, exit_code, status, key, model, cutoff, rows, series,
        seconds, message, facts
    FROM run WHERE job = :job ORDER BY id DESC LIMIT :limit"""

ADD_FORECAST = """
    INSERT INTO forecast (job, series, target, cutoff, model, run)
    VALUES (:job, :series, :target, :cutoff, :model, :run)
    ON CONFLICT (job, series, target, cutoff, model) DO UPDATE SET run = excluded.run"""

#: A step that is forecast anew has no score any more.
ADD_STEP = """
    INSERT INTO step (forecast, step, time, value, bounds)
    SELECT id, :step, :time, :value, :bounds FROM forecast
    WHERE job = :job AND series = :series AND target = :target AND cutoff = :cutoff
        AND model = :model
    ON CONFLICT (forecast, step) DO UPDATE
    SET time = excluded.time, value = excluded.value, bounds = excluded.bounds,
        scored_by = NULL, actual = NULL, error = NULL, naive_error = NULL, covered = NULL"""

ADD_DRAFT = """
    INSERT INTO draft (job, run, output, digest) VALUES (:job, :run, :output, :digest)"""

ADD_DRAFT_STEP = """
    INSERT INTO draft_step (job, series, target, cutoff, model, step, time, value, bounds)
    VALUES (:job, :series, :target, :cutoff, :model, :step, :time, :value, :bounds)"""

DRAFT = """
    SELECT run, output, digest FROM draft WHERE job = :job"""

#: As ADD_FORECAST and ADD_STEP would, in the order in which the steps were written down.
TAKE_DRAFT = (
    """
    INSERT INTO forecast (job, series, target, cutoff, model, run)
    SELECT draft.job, series, target, cutoff, model, draft.run
    FROM draft_step JOIN draft ON draft.job = draft_step.job
    WHERE draft.job = :job
    GROUP BY draft.job, series, target, cutoff, model, draft.run
    ORDER BY min(draft_step.id)
    ON CONFLICT (job, series, target, cutoff, model) DO UPDATE SET run = excluded.run""",
    """
    INSERT INTO step (forecast, step, time, value, bounds)
    SELECT forecast.id, draft_step.step, draft_step.time, draft_step.value, draft_step.bounds
    FROM draft_step JOIN forecast ON forecast.job = draft_step.job
        AND forecast.series = draft_step.series AND forecast.target = draft_step.target
        AND forecast.cutoff = draft_step.cutoff AND forecast.model = draft_step.model
    WHERE draft_step.job = :job
    ON CONFLICT (forecast, step) DO UPDATE
    SET time = excluded.time, value = excluded.value, bounds = excluded.bounds,
        scored_by = NULL, actual = NULL, error = NULL, naive_error = NULL, covered = NULL""",
)

DROP_DRAFT = (
    "DELETE FROM draft_step WHERE job = :job",
    "DELETE FROM draft WHERE job = :job",
)

#: SQLite takes the tables of a CROSS JOIN in the order they are named: first the few steps
#: whose time has come, by their index, and not all forecasts.
OPEN_STEPS = """
    SELECT forecast.run, series, target, cutoff, model, step, time, value, bounds
    FROM step CROSS JOIN forecast
    WHERE forecast.id = step.forecast AND job = :job AND actual IS NULL
        AND time BETWEEN :since AND :until
    ORDER BY forecast.id, step"""

#: Each half has an index of its own.
STEPS = """
    SELECT forecast.run, series, target, cutoff, model, step, time, value, bounds
    FROM step CROSS JOIN forecast
    WHERE forecast.id = step.forecast AND job = :job AND actual IS NULL AND time >= :since
    UNION ALL
    SELECT forecast.run, series, target, cutoff, model, step, time, value, bounds
    FROM step CROSS JOIN forecast
    WHERE forecast.id = step.forecast AND job = :job AND actual IS NOT NULL AND time >= :since
    ORDER BY series, target, cutoff, model, step"""

ADD_SCORE = """
    UPDATE step
    SET scored_by = :run, actual = :actual, error = :error, naive_error = :naive_error,
        covered = :covered
    WHERE step = :step AND forecast = (
        SELECT id FROM forecast
        WHERE job = :job AND series = :series AND target = :target AND cutoff = :cutoff
            AND model = :model)"""

SCORES = """
    SELECT scored_by, series, target, cutoff, model, step, time, actual, error, naive_error,
        covered
    FROM step CROSS JOIN forecast
    WHERE forecast.id = step.forecast AND job = :job AND actual IS NOT NULL AND time >= :since
    ORDER BY time, forecast.id"""

TALLIES = """
    SELECT forecast.run, series, target, covered, count(*), sum(abs(error)),
        sum(CASE WHEN naive_error IS NULL THEN 0.0 ELSE abs(error) END),
        sum(CASE WHEN naive_error IS NULL THEN 0.0 ELSE abs(naive_error) END)
    FROM forecast JOIN step ON step.forecast = forecast.id
    WHERE job = :job AND forecast.run >= :run AND actual IS NOT NULL
    GROUP BY forecast.run, series, target, covered
    ORDER BY forecast.run, series, target, covered"""

ADD_PROMOTION = """
    INSERT INTO promotion
        (job, at, run, from_model, to_model, reason, champion_loss, challenger_loss)
    VALUES
        (:job, :at, :run, :from_model, :to_model, :reason, :champion_loss, :challenger_loss)"""

PROMOTIONS = """
    SELECT at, run, from_model, to_model, reason, champion_loss, challenger_loss
    FROM promotion WHERE job = :job ORDER BY id DESC"""

#: In this order: nothing is left that refers to what is gone. The newest promotion stays,
#: which says where the present champion came from.
FORGET = (
    """
    DELETE FROM step WHERE forecast IN (
        SELECT forecast.id FROM forecast JOIN run ON run.id = forecast.run
        WHERE run.job = :job AND run.started < :before AND run.status <> :running)""",
    """
    DELETE FROM forecast WHERE run IN (
        SELECT id FROM run
        WHERE job = :job AND started < :before AND status <> :running)""",
    """
    DELETE FROM promotion
    WHERE job = :job AND at < :before
        AND id < (SELECT max(id) FROM promotion WHERE job = :job)""",
    """
    DELETE FROM run
    WHERE job = :job AND started < :before AND status <> :running
        AND id NOT IN (SELECT run FROM promotion WHERE run IS NOT NULL)
        AND id NOT IN (SELECT run FROM draft)""",
)

COUNT_RUNS = """
    SELECT count(*) FROM run WHERE job = :job"""

MIGRATIONS = """
    SELECT name FROM migration ORDER BY name"""

ADD_MIGRATION = """
    INSERT INTO migration (name, applied) VALUES (:name, :applied)"""
