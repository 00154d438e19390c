// Tiles of a slide, as they come into sight: a few are loaded at a time, and those that have not been
// seen for longest are dropped.

const side = 512;
const mostTiles = 400;
const mostLoads = 6;

export class Tiles {
  constructor(loaded) {
    this.loaded = loaded;
    this.slide = null;
    this.known = new Map();
    this.waiting = [];
    this.loads = 0;
  }

  show(slide) {
    if (this.slide && this.slide.name === slide.name) return;
    for (const tile of this.known.values()) tile.stop?.abort();
    this.known.clear();
    this.waiting = [];
    this.slide = slide;
  }

  // Between `begin` and `end` of a frame what is painted counts as seen.
  begin() {
    this.waiting = [];
    this.seen = new Set();
  }

  end() {
    // What went out of sight before it came need not come.
    for (const [key, tile] of this.known) {
      if (tile.stop && !tile.image && !this.seen.has(key)) tile.stop.abort();
    }
    this.load();
  }

  // Paints what of the slide is visible, for a number of screen pixels per pixel of the slide.
  paint(c, visible, scale) {
    const { width, height } = this.slide;
    const top = Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / side)));
    const level = Math.min(top, Math.max(0, Math.floor(Math.log2(1 / scale) + 0.25)));
    const step = side * 2 ** level;
    const range = (low, high, size) => [
      Math.max(0, Math.floor(low / step)),
      Math.min(Math.ceil(size / step) - 1, Math.floor(high / step)),
    ];
    const columns = range(visible.left, visible.right, width);
    const rows = range(visible.top, visible.bottom, height);
    for (let row = rows[0]; row <= rows[1]; row++) {
      for (let column = columns[0]; column <= columns[1]; column++) {
        const tile = this.tile(level, column, row);
        this.seen.add(`${level}/${column}/${row}`);
        if (tile?.image) this.paintTile(c, tile.image, level, column, row);
        else {
          if (!tile) this.wish(level, column, row);
          this.paintCoarser(c, level, column, row, top);
        }
      }
    }
  }

  paintTile(c, image, level, column, row) {
    const block = 2 ** level;
    const step = side * block;
    c.drawImage(image, column * step, row * step, image.width * block, image.height * block);
  }

  // A coarser tile stands in until the right one is there.
  paintCoarser(c, level, column, row, top) {
    const step = side * 2 ** level;
    for (let up = level + 1; up <= top; up++) {
      const factor = 2 ** (up - level);
      const tile = this.tile(up, Math.floor(column / factor), Math.floor(row / factor));
      if (!tile?.image) continue;
      c.save();
      c.beginPath();
      c.rect(column * step, row * step, step, step);
      c.clip();
      this.paintTile(c, tile.image, up, Math.floor(column / factor), Math.floor(row / factor));
      c.restore();
      return;
    }
  }

  tile(level, column, row) {
    const key = `${level}/${column}/${row}`;
    const known = this.known.get(key);
    if (!known) return null;
    this.known.delete(key);
    this.known.set(key, known);
    return known;
  }

  wish(level, column, row) {
    const key = `${level}/${column}/${row}`;
    if (this.known.has(key) || this.waiting.some(w => w.key === key)) return;
    this.waiting.push({ key, level, column, row });
  }

  load() {
    while (this.loads < mostLoads && this.waiting.length) {
      const { key, level, column, row } = this.waiting.pop();
      if (this.known.has(key)) continue;
      const stop = new AbortController();
      this.known.set(key, { image: null, stop });
      this.loads++;
      const slide = this.slide.name;
      const place = `level=${level}&column=${column}&row=${row}`;
      fetch(`tile?slide=${encodeURIComponent(slide)}&${place}`, { signal: stop.signal })
        .then(answer => { if (!answer.ok) throw new Error(answer.status); return answer.blob(); })
        .then(blob => createImageBitmap(blob))
        .then(image => { if (this.slide.name === slide) this.known.set(key, { image }); this.trim(); })
        .catch(() => { if (this.slide.name === slide) this.known.delete(key); })
        .finally(() => { this.loads--; this.loaded(); });
    }
  }

  trim() {
    for (const key of this.known.keys()) {
      if (this.known.size <= mostTiles) return;
      this.known.delete(key);
    }
  }
}
