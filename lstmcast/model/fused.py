"""Torch's fused recurrent layers by the name of their cell."""

from __future__ import annotations

from collections.abc import Mapping

from torch import nn

from lstmcast.model.spec import Cell

FUSED: Mapping[Cell, type[nn.LSTM | nn.GRU | nn.RNN]] = {
    "lstm": nn.LSTM,
    "gru": nn.GRU,
    "rnn": nn.RNN,
}
