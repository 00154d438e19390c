"use strict";
(function () {
  /* Everything on the page can be read without this: it searches, sorts and copies. */
  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function copier(button) {
    var text = document.getElementById(button.dataset.copy);
    var status = button.parentNode.querySelector("[role=status]");
    button.parentNode.hidden = false;
    function select() {
      var range = document.createRange();
      range.selectNodeContents(text);
      var selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
    }
    function copied(done) {
      status.textContent = done ? "Copied." : "Selected: copy it with the keyboard.";
    }
    button.addEventListener("click", function () {
      select();
      if (navigator.clipboard && window.isSecureContext) {
        navigator.clipboard.writeText(text.textContent).then(
          function () { copied(true); },
          function () { copied(document.execCommand("copy")); });
      } else {
        copied(document.execCommand("copy"));
      }
    });
  }
  all("button[data-copy]").forEach(copier);

  var table = document.getElementById("overview");
  if (!table) { return; }
  var body = table.tBodies[0];
  var rows = all("tr", body).map(function (row, place) {
    return { row: row, place: place, text: row.textContent.toLowerCase(), shown: true };
  });
  var search = document.getElementById("search");
  var count = document.getElementById("count");
  var order = document.getElementById("order");
  document.getElementById("controls").hidden = false;

  search.addEventListener("input", function () {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    rows.forEach(function (item) {
      var fits = words.every(function (word) { return item.text.indexOf(word) >= 0; });
      if (fits !== item.shown) { item.row.hidden = !fits; item.shown = fits; }
      if (fits) { shown += 1; }
    });
    count.textContent = words.length ? shown + " of " + rows.length + " cases" : rows.length + " cases";
  });

  var heads = all("thead th", table);
  var collator = new Intl.Collator("en", { numeric: true });
  function sort(column, falls) {
    var isNumber = heads[column].dataset.sort === "number";
    rows.forEach(function (item) {
      var cell = item.row.cells[column];
      item.key = isNumber ? parseFloat(cell.dataset.v) : cell.textContent.trim();
    });
    rows.sort(function (first, second) {
      var rank = isNumber ? first.key - second.key : collator.compare(first.key, second.key);
      return (falls ? -rank : rank) || first.place - second.place;
    });
    var sorted = document.createDocumentFragment();
    rows.forEach(function (item) { sorted.appendChild(item.row); });
    body.appendChild(sorted);
    heads.forEach(function (head, place) {
      if (place === column) {
        head.setAttribute("aria-sort", falls ? "descending" : "ascending");
      } else {
        head.removeAttribute("aria-sort");
      }
    });
    order.value = column + (falls ? "-" : "+");
  }
  heads.forEach(function (head, column) {
    if (!head.dataset.sort) { return; }
    var name = head.textContent;
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    head.textContent = "";
    head.appendChild(button);
    button.addEventListener("click", function () {
      sort(column, head.getAttribute("aria-sort") === "ascending");
    });
    [["+", "rising"], ["-", "falling"]].forEach(function (way) {
      var option = document.createElement("option");
      option.value = column + way[0];
      option.textContent = name + ", " + way[1];
      order.appendChild(option);
    });
  });
  heads[0].setAttribute("aria-sort", "ascending");
  order.addEventListener("change", function () {
    sort(parseInt(order.value, 10), order.value.slice(-1) === "-");
  });

  /* A page on paper hides nothing. */
  window.addEventListener("beforeprint", function () {
    all("details").forEach(function (item) { item.open = true; });
  });
})();
