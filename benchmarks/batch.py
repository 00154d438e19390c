"""Measures tens of thousands of small images in one run: memory, time per image, size of the database."""

import argparse
import os
import shutil
import sqlite3
import subprocess
import time

PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")


def synthesize(ki67, folder, images, kinds):
    """Writes images of 64 to 128 pixels, most of them copies of some hundred different ones.

    Links would not do: a file with several names is measured once.
    """
    made = os.path.join(folder, "made")
    target = os.path.join(folder, "images")
    os.makedirs(target)
    for kind in range(kinds):
        side = 64 + 16 * (kind % 5)
        subprocess.run(
            [ki67, "synthesize", "--out", made, "--name", f"kind{kind}", "--width", str(side),
             "--height", str(side), "--seed", str(kind + 1)],
            check=True, stdout=subprocess.DEVNULL)
    for index in range(images):
        # A thousand to a folder, as people keep them; names sort in the order of the numbers.
        place = os.path.join(target, f"{index // 1000:03d}")
        os.makedirs(place, exist_ok=True)
        shutil.copyfile(os.path.join(made, "images", f"kind{index % kinds}.png"),
                        os.path.join(place, f"tile{index:05d}.png"))
    return target


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident_mebibytes(pid):
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * PAGE / 2**20


def finished(database):
    """Number of slides that are kept so far."""
    try:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)
        try:
            return connection.execute("SELECT count(*) FROM slides").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error:
        return 0


def watch(process, database):
    """Samples of (finished slides, processor seconds, resident MiB) until the process ends."""
    samples = []
    while process.poll() is None:
        try:
            samples.append(
                (finished(database), processor_seconds(process.pid),
                 resident_mebibytes(process.pid)))
        except (FileNotFoundError, IndexError):
            break
        time.sleep(1)
    process.wait()
    return samples


def share(samples, first, last):
    """Processor milliseconds per image between two numbers of finished images."""
    inside = [sample for sample in samples if first <= sample[0] <= last]
    if len(inside) < 2 or inside[-1][0] == inside[0][0]:
        return float("nan")
    return 1000 * (inside[-1][1] - inside[0][1]) / (inside[-1][0] - inside[0][0])


def report(samples, images, seconds, out):
    during = [sample for sample in samples if 0 < sample[0] < images]
    for part in range(10):
        low, high = part * images // 10, (part + 1) * images // 10
        memory = [sample[2] for sample in during if low <= sample[0] <= high]
        if memory:
            print(f"{low:6d} to {high:6d}: {share(during, low, high):6.2f} processor ms an image, "
                  f"{max(memory):5.0f} MiB")
    first, last = share(during, 0, images // 10), share(during, images - images // 10, images)
    ending = [sample for sample in samples if sample[0] >= images]
    print(f"last tenth / first tenth: {last / first:.2f}")
    if ending:
        print(f"end (tables, report): {ending[-1][1] - ending[0][1]:.1f} processor s, "
              f"{max(sample[2] for sample in ending):.0f} MiB")
    print(f"whole run: {seconds:.0f} s, {seconds / images * 1000:.1f} ms an image")
    for name in ("ki67.sqlite", "report.html", "run.json", "slides.csv"):
        size = os.path.getsize(os.path.join(out, name))
        print(f"{name}: {size / 2**20:.1f} MiB, {size / images:.0f} bytes an image")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ki67", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--images", type=int, required=True)
    parser.add_argument("--kinds", type=int, default=300)
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    os.makedirs(options.out)
    images = synthesize(options.ki67, options.out, options.images, options.kinds)
    out = os.path.join(options.out, "result")
    for name in ("measured", "taken over"):
        start = time.monotonic()
        process = subprocess.Popen(
            [options.ki67, "quantify", images, "--out", out, "--overlays", "none", "--quiet"])
        samples = watch(process, os.path.join(out, "ki67.sqlite"))
        seconds = time.monotonic() - start
        print(f"-- {name}: exit code {process.returncode}")
        if name == "measured":
            report(samples, options.images, seconds, out)
        else:
            print(f"whole run: {seconds:.0f} s, {max(sample[2] for sample in samples):.0f} MiB")


if __name__ == "__main__":
    main()
