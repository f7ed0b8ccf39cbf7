"""What can be typed as networks, sizes and seeds."""

from __future__ import annotations

import pytest

from lstmcast.cli.contenders import choose_contenders
from lstmcast.errors import UsageError
from lstmcast.evaluation.comparison import Wanted


def test_nothing_given_is_the_usual() -> None:
    assert choose_contenders(None, None, None, probe=True) == Wanted()


def test_lists_have_commas_or_come_again() -> None:
    wanted = choose_contenders(["LSTM, gru", "bilstm,gru"], ["32,64", "32"], "5", probe=False)
    assert wanted == Wanted(kinds=("lstm", "gru", "bilstm"), sizes=(32, 64), seeds=5, probe=False)


@pytest.mark.parametrize(
    ("cells", "sizes", "seeds", "message", "hint"),
    [
        (["lstm,gruu"], None, None, "not gruu", "did you mean gru?"),
        (["bi-lstm"], None, None, "not bi-lstm", "did you mean bilstm?"),
        (["transformer"], None, None, "not transformer", "name some with commas between"),
        ([""], None, None, "not empty", "name some with commas between"),
        (None, ["32,many"], None, "--hidden must be a whole number, not many", "correct --hidden"),
        (None, ["0"], None, "--hidden must be a whole number from 1 to 4096", "correct --hidden"),
        (None, None, "few", "--seeds must be a whole number, not few", "correct --seeds"),
        (None, None, "0", "--seeds must be a whole number from 1 to 100, not 0", "3 tell chance"),
        (None, None, "101", "from 1 to 100, not 101", "3 tell chance"),
    ],
)
def test_mistakes_say_what_to_type(
    cells: list[str] | None, sizes: list[str] | None, seeds: str | None, message: str, hint: str
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        choose_contenders(cells, sizes, seeds, probe=True)
    assert caught.value.hint is not None
    assert caught.value.hint.startswith(hint)
