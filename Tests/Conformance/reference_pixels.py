"""Pixels of PNG and TIFF files by readers that are independent of this project.

tifffile (with imagecodecs) gives the stored samples of a TIFF; what they mean is computed here,
from the TIFF standard, so that no reader's idea of color, alpha or depth is taken over. Pillow is
the second reader. The rules of the project: over white; orientation applied; of more than 8 bits
the upper 8; fewer than 8 bits scaled to 255; floating point from 0 to 1 is round(255 v).
"""

import io

import imagecodecs
import numpy as np
import tifffile
from PIL import Image, ImageCms

Image.MAX_IMAGE_PIXELS = None


class NotAnImage(Exception):
    """The reader does not read the file as an image that the rules give a meaning to."""


def pil(path):
    """Pixels by Pillow: height x width x 3."""
    with Image.open(path) as image:
        # Pillow turns TIFF images by their orientation itself when it loads them.
        image.load()
        if image.mode.startswith("I;16"):
            if image.format == "TIFF" and bits_of(image) != 16:
                raise NotAnImage("Pillow gives samples of another depth as 16-bit")
            return gray((np.asarray(image) >> 8).astype(np.uint8))
        if image.mode in ("I", "F"):
            raise NotAnImage("Pillow gives samples without their range")
        if image.mode == "LAB":
            return lab_by_profile(image)
        if image.mode == "CMYK":
            return inks(np.asarray(image))
        if image.mode == "YCbCr":
            return np.asarray(image.convert("RGB"))
        if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
            if image.mode in ("RGBa", "La"):
                raise NotAnImage("Pillow divides by alpha, which loses what the file says")
            return over_white(np.asarray(image.convert("RGBA")), False)
        return np.asarray(image.convert("RGB"))


def bits_of(image):
    value = image.tag_v2.get(258, 1)
    return value[0] if isinstance(value, tuple) else value


def tiff(path):
    """Pixels by tifffile of the first page that is no reduced copy and no mask."""
    with tifffile.TiffFile(path) as file:
        pages = [page for page in file.pages if isinstance(page, tifffile.TiffPage)]
        full = [p for p in map(file.pages.get, range(len(file.pages))) if not p.subfiletype & 5] \
            if len(file.pages) > 1 else [p for p in pages if not p.subfiletype & 5]
        page = full[0] if full else file.pages[0]
        return upright(meaning(page, page.asarray()), orientation(page))


def orientation(page):
    tag = page.tags.get(274)
    return int(tag.value) if tag is not None else 1


def upright(a, turn):
    """The eight orientations of TIFF 6.0."""
    if turn in (5, 6, 7, 8):
        a = a.transpose(1, 0, 2)
    if turn in (2, 3, 6, 7):
        a = a[:, ::-1]
    if turn in (3, 4, 7, 8):
        a = a[::-1]
    return a


def meaning(page, a):
    """RGB of a page's stored samples."""
    samples = page.samplesperpixel
    a = a.squeeze()
    if samples > 1:
        if page.planarconfig == 2:
            a = a.reshape(samples, page.imagelength, page.imagewidth).transpose(1, 2, 0)
        else:
            a = a.reshape(page.imagelength, page.imagewidth, samples)
    else:
        a = a.reshape(page.imagelength, page.imagewidth, 1)
    name = tifffile.PHOTOMETRIC(page.photometric).name
    if name == "PALETTE":
        table = np.asarray(page.colormap).T
        if page.bitspersample > 8:
            raise NotAnImage("a palette of more than 8 bits")
        table = table if table.max() < 256 else table >> 8
        return table[a[..., 0]].astype(np.uint8)
    if name in ("CIELAB", "ICCLAB"):
        return lab(eight_bits(page, a) if a.dtype.itemsize > 1 else a.view(np.uint8),
                   name == "CIELAB")
    a = eight_bits(page, a)
    is_jpeg = page.compression in (6, 7)
    if name == "MINISWHITE":
        rgb = gray(255 - a[..., 0])
    elif name == "MINISBLACK":
        rgb = gray(a[..., 0])
    elif name == "RGB" or (name == "YCBCR" and is_jpeg):
        rgb = a[..., :3]
    elif name == "SEPARATED" and samples >= 4:
        rgb = inks(a)
    elif name == "YCBCR":
        rgb = luma(page, a)
    else:
        raise NotAnImage(name)
    for offset, kind in enumerate(page.extrasamples):
        if kind in (1, 2):
            alpha = a[..., samples - len(page.extrasamples) + offset]
            return over_white(np.dstack([rgb, alpha]), kind == 1)
    return rgb


def eight_bits(page, a):
    bits = page.bitspersample
    if isinstance(bits, tuple):
        raise NotAnImage("different depths")
    kind = page.sampleformat
    if kind == 3:
        values = a.astype(np.float64)
        if not ((values >= 0) & (values <= 1)).all():
            raise NotAnImage("floating point outside 0 to 1")
        return np.floor(values * 255 + 0.5).astype(np.uint8)
    if kind not in (1, 4) or a.dtype.kind not in "bu":
        raise NotAnImage("samples with a sign")
    a = a.astype(np.uint64)
    if bits > 8:
        return (a >> np.uint64(bits - 8)).astype(np.uint8)
    largest = (1 << bits) - 1
    return ((a * 255 + largest // 2) // largest).astype(np.uint8)


def gray(a):
    return np.repeat(a[..., None], 3, axis=2)


def inks(a):
    a = a.astype(np.int64)
    light = 255 - a[..., 3:4]
    return (((255 - a[..., :3]) * light + 127) // 255).astype(np.uint8)


def over_white(rgba, is_associated):
    rgb, alpha = rgba[..., :3].astype(np.int64), rgba[..., 3:4].astype(np.int64)
    if is_associated:
        return np.minimum(255, rgb + 255 - alpha).astype(np.uint8)
    return ((rgb * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def luma(page, a):
    def rationals(tag, default):
        found = page.tags.get(tag)
        if found is None:
            return default
        v = found.value
        return [v[i] / v[i + 1] for i in range(0, len(v), 2)]

    r, g, b = rationals(529, [0.299, 0.587, 0.114])
    w = rationals(532, [0, 255, 128, 255, 128, 255])
    a = a.astype(np.float64)
    y = (a[..., 0] - w[0]) * 255 / (w[1] - w[0])
    cb = (a[..., 1] - w[2]) * 127 / (w[3] - w[2])
    cr = (a[..., 2] - w[4]) * 127 / (w[5] - w[4])
    red, blue = y + cr * (2 - 2 * r), y + cb * (2 - 2 * b)
    green = (y - r * red - b * blue) / g
    return np.clip(np.dstack([red, green, blue]), 0, 255).round().astype(np.uint8)


def lab(a, is_signed):
    """By littlecms, through Pillow, whose own LAB mode holds a and b as signed bytes."""
    if not is_signed:
        a = np.dstack([a[..., :1], a[..., 1:3] ^ 128])
    return lab_by_profile(Image.frombytes("LAB", a.shape[1::-1], a[..., :3].tobytes()))


def lab_by_profile(image):
    transform = ImageCms.buildTransform(
        ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB",
        renderingIntent=1, flags=ImageCms.Flags.NOOPTIMIZE)
    return np.asarray(ImageCms.applyTransform(image, transform))


def png(path):
    """Pixels of a PNG: stored samples by imagecodecs when there are 16 bits, else by Pillow."""
    with open(path, "rb") as file:
        data = file.read()
    if len(data) < 33 or data[24] != 16:
        return pil(path)
    a = imagecodecs.png_decode(data)
    if a.ndim == 2:
        a = a[..., None]
    with Image.open(io.BytesIO(data)) as image:
        key = image.info.get("transparency")
    eight = (a >> 8).astype(np.uint8)
    rgb = gray(eight[..., 0]) if a.shape[2] < 3 else eight[..., :3]
    if a.shape[2] in (2, 4):
        return over_white(np.dstack([rgb, eight[..., -1]]), False)
    if key is not None:
        clear = (a == np.asarray(key)).all(axis=2)
        return np.where(clear[..., None], np.uint8(255), rgb)
    return rgb
