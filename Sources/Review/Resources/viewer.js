// Shows a slide on a canvas: pans, zooms, takes clicks and lassos. What is drawn on it, others say.

import { Tiles } from './tiles.js';

export class Viewer {
  constructor(canvas, events) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.events = events;
    this.slide = null;
    this.field = null;
    this.center = { x: 0, y: 0 };
    this.scale = 1;
    this.cross = null;
    this.panes = 1;
    this.tiles = new Tiles(() => this.draw());
    this.pointers = new Map();
    this.lasso = null;
    this.isLassoing = false;
    this.listen();
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement);
    this.resize();
  }

  // Coordinates. A pane is one of several equal parts of the canvas, side by side.
  get paneWidth() { return this.width / this.panes; }

  resize() {
    const box = this.canvas.parentElement.getBoundingClientRect();
    this.ratio = window.devicePixelRatio || 1;
    this.width = Math.max(1, box.width);
    this.height = Math.max(1, box.height);
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
    if (this.field && !this.hasMoved) this.fit();
    this.draw();
  }

  toSlide(px, py) {
    const x = px % this.paneWidth;
    return {
      x: this.center.x + (x - this.paneWidth / 2) / this.scale,
      y: this.center.y + (py - this.height / 2) / this.scale,
    };
  }

  toPane(place) {
    return {
      x: (place.x - this.center.x) * this.scale + this.paneWidth / 2,
      y: (place.y - this.center.y) * this.scale + this.height / 2,
    };
  }

  visible() {
    const a = this.toSlide(0, 0);
    const w = this.paneWidth / this.scale, h = this.height / this.scale;
    return { left: a.x, top: a.y, right: a.x + w, bottom: a.y + h };
  }

  show(slide, field) {
    this.tiles.show(slide);
    this.slide = slide;
    this.field = field;
    this.picture = null;
    this.cross = null;
    if (field.picture) this.loadPicture(slide, field);
    this.fit();
  }

  fit() {
    if (!this.field) return;
    // A hotspot may reach beyond the slide, where there is nothing to see.
    const left = Math.max(0, this.field.bounds[0]), top = Math.max(0, this.field.bounds[1]);
    const right = Math.min(this.slide.width, this.field.bounds[2]);
    const bottom = Math.min(this.slide.height, this.field.bounds[3]);
    this.center = { x: (left + right) / 2, y: (top + bottom) / 2 };
    this.scale = 0.96 * Math.min(this.paneWidth / (right - left), this.height / (bottom - top));
    this.hasMoved = false;
    this.moved();
  }

  setPanes(count) {
    if (count === this.panes) return;
    this.panes = count;
    if (!this.hasMoved) this.fit(); else this.moved();
  }

  zoom(factor, px, py) {
    const x = px === undefined ? this.paneWidth / 2 : px % this.paneWidth;
    const y = py === undefined ? this.height / 2 : py;
    const before = this.toSlide(x, y);
    this.scale = Math.min(16, Math.max(1e-3, this.scale * factor));
    const after = this.toSlide(x, y);
    this.center.x += before.x - after.x;
    this.center.y += before.y - after.y;
    this.hasMoved = true;
    this.moved();
  }

  goTo(place, scale) {
    this.center = { x: place.x, y: place.y };
    if (scale) this.scale = Math.max(this.scale, scale);
    this.hasMoved = true;
    this.moved();
  }

  pan(dx, dy) {
    this.center.x -= dx / this.scale;
    this.center.y -= dy / this.scale;
    this.hasMoved = true;
    this.moved();
  }

  moved() {
    if (this.slide) {
      this.center.x = Math.min(this.slide.width, Math.max(0, this.center.x));
      this.center.y = Math.min(this.slide.height, Math.max(0, this.center.y));
    }
    this.isMoving = true;
    this.draw();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.isMoving = false;
      this.draw();
      this.events.settled?.();
    }, 150);
  }

  // The cross, for the keyboard.
  setCross(place, keepInView = true) {
    this.cross = place;
    if (place && keepInView) {
      const p = this.toPane(place), m = Math.min(80, this.paneWidth / 6);
      const dx = p.x < m ? m - p.x : p.x > this.paneWidth - m ? this.paneWidth - m - p.x : 0;
      const dy = p.y < m ? m - p.y : p.y > this.height - m ? this.height - m - p.y : 0;
      if (dx || dy) { this.pan(dx, dy); return; }
    }
    this.draw();
  }

  moveCross(dx, dy) {
    const from = this.cross ?? { ...this.center };
    this.setCross({
      x: Math.min(this.slide.width, Math.max(0, from.x + dx / this.scale)),
      y: Math.min(this.slide.height, Math.max(0, from.y + dy / this.scale)),
    });
  }

  // Pointers: a click acts, a drag pans, two fingers zoom.
  listen() {
    const c = this.canvas;
    c.addEventListener('pointerdown', e => this.down(e));
    c.addEventListener('pointermove', e => this.move(e));
    c.addEventListener('pointerup', e => this.up(e, true));
    c.addEventListener('pointercancel', e => this.up(e, false));
    c.addEventListener('contextmenu', e => e.preventDefault());
    c.addEventListener('wheel', e => {
      e.preventDefault();
      const p = this.local(e);
      this.zoom(Math.exp(-Math.sign(e.deltaY) * Math.min(0.25, Math.abs(e.deltaY) / 400)), p.x, p.y);
    }, { passive: false });
  }

  local(e) {
    const box = this.canvas.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  }

  down(e) {
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(e.pointerId);
    const p = this.local(e);
    this.pointers.set(e.pointerId, { ...p, startX: p.x, startY: p.y, button: e.button });
    this.hasDragged = this.pointers.size > 1;
    if (this.isLassoing && e.button === 0 && this.pointers.size === 1) {
      this.lasso = [this.toSlide(p.x, p.y)];
    }
    if (this.pointers.size > 1) this.lasso = null;
  }

  move(e) {
    const known = this.pointers.get(e.pointerId);
    if (!known) return;
    const p = this.local(e);
    if (this.pointers.size === 2) {
      const other = [...this.pointers].find(([id]) => id !== e.pointerId)[1];
      const before = Math.hypot(known.x - other.x, known.y - other.y);
      const after = Math.hypot(p.x - other.x, p.y - other.y);
      this.pan((p.x - known.x) / 2, (p.y - known.y) / 2);
      if (before > 10) this.zoom(after / before, (p.x + other.x) / 2, (p.y + other.y) / 2);
    } else if (this.lasso && this.isLassoing) {
      this.lasso.push(this.toSlide(p.x, p.y));
      this.draw();
    } else {
      if (Math.hypot(p.x - known.startX, p.y - known.startY) > (e.pointerType === 'mouse' ? 4 : 9)) {
        this.hasDragged = true;
      }
      if (this.hasDragged) this.pan(p.x - known.x, p.y - known.y);
    }
    known.x = p.x;
    known.y = p.y;
  }

  up(e, isDone) {
    const known = this.pointers.get(e.pointerId);
    this.pointers.delete(e.pointerId);
    if (!known) return;
    if (this.lasso && this.isLassoing && known.button === 0) {
      const far = this.lasso.some(q => Math.hypot(q.x - this.lasso[0].x, q.y - this.lasso[0].y) * this.scale > 8);
      if (isDone && far) this.closeLasso(); else { this.lasso = null; this.draw(); }
    } else if (isDone && !this.hasDragged && this.pointers.size === 0) {
      this.cross = null;
      this.events.click?.(this.toSlide(known.x, known.y), {
        isOther: e.button === 2 || e.shiftKey, pane: Math.floor(known.x / this.paneWidth),
        isCoarse: e.pointerType !== 'mouse',
      });
    }
  }

  closeLasso() {
    const ring = this.lasso;
    this.lasso = null;
    this.draw();
    if (ring && ring.length > 2) this.events.lasso?.(ring);
  }

  // Pictures.
  async loadPicture(slide, field) {
    const address = `picture?slide=${encodeURIComponent(slide.name)}&field=${field.field}`;
    try {
      const answer = await fetch(address);
      if (!answer.ok) return;
      const image = await createImageBitmap(await answer.blob());
      if (this.field === field) { this.picture = image; this.draw(); }
    } catch { this.events.problem?.('The picture could not be loaded.'); }
  }

  // Drawing, once a frame at most.
  draw() {
    if (this.isDrawing) return;
    this.isDrawing = true;
    requestAnimationFrame(() => { this.isDrawing = false; this.paint(); });
  }

  paint() {
    const c = this.context;
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.fillStyle = '#e9e7e2';
    c.fillRect(0, 0, this.canvas.width, this.canvas.height);
    if (!this.slide) return;
    this.tiles.begin();
    for (let pane = 0; pane < this.panes; pane++) {
      c.save();
      c.setTransform(this.ratio, 0, 0, this.ratio, pane * this.paneWidth * this.ratio, 0);
      c.beginPath();
      c.rect(0, 0, this.paneWidth, this.height);
      c.clip();
      const s = this.scale;
      c.transform(s, 0, 0, s, this.paneWidth / 2 - this.center.x * s, this.height / 2 - this.center.y * s);
      this.paintSlide(c);
      this.events.paint?.(c, pane, 1 / s);
      this.paintLasso(c, 1 / s);
      this.paintCross(c, 1 / s);
      c.restore();
      if (pane > 0) {
        c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
        c.fillStyle = '#1d2127';
        c.fillRect(pane * this.paneWidth - 1, 0, 2, this.height);
      }
    }
    this.tiles.end();
    this.events.painted?.();
  }

  paintSlide(c) {
    c.imageSmoothingEnabled = this.scale * this.ratio < 3;
    c.imageSmoothingQuality = 'high';
    c.fillStyle = '#fff';
    c.fillRect(0, 0, this.slide.width, this.slide.height);
    if (!this.slide.hasPixels) {
      if (this.picture) {
        const [x, y, w, h] = this.field.picture;
        c.drawImage(this.picture, x, y, w, h);
      }
      return;
    }
    this.tiles.paint(c, this.visible(), this.scale * this.ratio);
  }

  paintLasso(c, px) {
    if (!this.lasso || !this.lasso.length) return;
    c.beginPath();
    this.lasso.forEach((p, i) => (i ? c.lineTo(p.x, p.y) : c.moveTo(p.x, p.y)));
    if (this.cross) c.lineTo(this.cross.x, this.cross.y);
    c.lineWidth = 2 * px;
    c.strokeStyle = '#d61f69';
    c.fillStyle = '#d61f6922';
    c.fill();
    c.stroke();
  }

  paintCross(c, px) {
    if (!this.cross) return;
    const { x, y } = this.cross;
    for (const [width, style] of [[5, '#fff'], [2, '#d61f69']]) {
      c.lineWidth = width * px;
      c.strokeStyle = style;
      c.beginPath();
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        c.moveTo(x + dx * 5 * px, y + dy * 5 * px);
        c.lineTo(x + dx * 18 * px, y + dy * 18 * px);
      }
      c.stroke();
    }
  }
}
