"""Kills runs of ki67 at random moments and shows that nothing is lost, repeated or left behind."""

import argparse
import filecmp
import os
import random
import shutil
import signal
import subprocess
import time


def synthesize(ki67, folder, tiles):
    """Writes tiles: half as images of their own, half as parts of slides of 25 tiles."""
    made = os.path.join(folder, "made")
    images = os.path.join(folder, "images")
    os.makedirs(images)
    for seed in range(8):
        subprocess.run(
            [ki67, "synthesize", "--out", made, "--name", f"s{seed}", "--width", "256",
             "--height", "256", "--seed", str(seed + 1)],
            check=True, stdout=subprocess.DEVNULL)
    for index in range(tiles):
        image = os.path.join(made, "images", f"s{index % 8}.png")
        slide, place = divmod(index // 2, 25)
        name = (f"lone{index}" if index % 2 == 0
                else f"slide{slide} [x={place % 5 * 256},y={place // 5 * 256},w=256,h=256]")
        shutil.copyfile(image, os.path.join(images, name + ".png"))
    return images


def synthesize_slide(ki67, folder, size):
    """Writes one whole slide."""
    images = os.path.join(folder, "images")
    subprocess.run(
        [ki67, "synthesize", "--out", folder, "--name", "whole", "--slide", size, "--seed", "1"],
        check=True, stdout=subprocess.DEVNULL)
    return images


def lasting(folder):
    """Files of a result folder but those that hold times, by relative path."""
    found = set()
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(root, name), folder)
            if path not in ("run.json", "ki67.sqlite"):
                found.add(path)
    return found


def differences(first, second):
    """Names of files that are not the same in both folders."""
    names = lasting(first) | lasting(second)
    return sorted(
        name for name in names
        if not (os.path.exists(os.path.join(first, name))
                and os.path.exists(os.path.join(second, name))
                and filecmp.cmp(os.path.join(first, name), os.path.join(second, name), False)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ki67", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--tiles", type=int, default=500)
    parser.add_argument("--slide", help="size of a whole slide to measure instead, as in 10000x9000")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    os.makedirs(options.out)
    images = (synthesize_slide(options.ki67, options.out, options.slide) if options.slide
              else synthesize(options.ki67, options.out, options.tiles))
    calm = os.path.join(options.out, "calm")

    def command(out):
        return [options.ki67, "quantify", images, "--out", out, "--hotspot", "cells:50", "--quiet"]

    start = time.monotonic()
    subprocess.run(command(calm), check=True)
    seconds = time.monotonic() - start
    print(f"undisturbed: {seconds:.1f} s for {options.slide or f'{options.tiles} tiles'}")
    chance = random.Random(options.seed)
    kills = rounds = wrong = 0
    while kills < options.kills:
        out = os.path.join(options.out, f"round{rounds}")
        # About ten kills fall into each run that reaches its end.
        while True:
            process = subprocess.Popen(command(out))
            try:
                process.wait(chance.uniform(0, seconds / 4) if kills < options.kills else None)
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
        differing = differences(calm, out)
        wrong += bool(differing)
        rounds += 1
        print(f"round {rounds}: {kills} kills so far, {len(differing)} files differ {differing[:3]}")
        shutil.rmtree(out)
    print(f"{kills} kills in {rounds} runs, {wrong} runs differ from the undisturbed one")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
