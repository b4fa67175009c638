import stat
from pathlib import Path

from marketplace.frame.figures import folder_for


def test_figures_are_kept_in_memory_for_their_maker_alone(tmp_path: Path):
    memory, var = tmp_path / "shm", tmp_path / "var"
    memory.mkdir()
    folder = folder_for(var, memory)
    assert (folder.parent, list(folder.iterdir())) == (memory, [])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not var.exists()


def test_a_start_takes_away_what_the_one_before_left_and_nothing_of_others(tmp_path: Path):
    memory, var = tmp_path / "shm", tmp_path / "var"
    memory.mkdir()
    first, other = folder_for(var, memory), folder_for(tmp_path / "other", memory)
    (first / "counter_7.db").write_bytes(b"0")
    second = folder_for(var, memory)
    assert set(memory.iterdir()) == {second, other}


def test_without_memory_they_lie_with_the_market_s_things(tmp_path: Path):
    var = tmp_path / "var"
    (var / "metrics").mkdir(parents=True)
    (var / "metrics" / "counter_7.db").write_bytes(b"0")
    folder = folder_for(var, tmp_path / "none")
    assert (folder, list(folder.iterdir())) == (var / "metrics", [])
