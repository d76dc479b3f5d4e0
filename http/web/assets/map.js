// A map of photos: the site gathers them into places for the part of the world that is shown.
// The land is drawn from the archive's own outline; a setting puts tiles in its stead.

const L = window.L;
const place = document.getElementById("map");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const here = new URL(location);
// In pixels: how large a pin is, and how far one is from the next with their counts.
const PIN = 52;
const APART = 62;

// Rings are written as their first point and the steps to each next one, in 1/100 degrees.
function line(steps, east) {
  const points = [];
  let [x, y] = [100 * east, 0];
  for (let at = 0; at < steps.length; at += 2) {
    x += steps[at];
    y += steps[at + 1];
    points.push([y / 100, x / 100]);
  }
  return points;
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  return [style.getPropertyValue("--land").trim(), style.getPropertyValue("--border").trim()];
}

async function drawLand(map) {
  const outline = await (await fetch(place.dataset.basemap)).json();
  const quiet = { renderer: L.canvas({ padding: 0.5 }), interactive: false, smoothFactor: 0.6 };
  const worlds = [-360, 0, 360];
  const shapes = worlds.flatMap((east) => outline.land.map((rings) => rings.map((ring) => line(ring, east))));
  const land = L.polygon(shapes, { ...quiet, stroke: false, fillOpacity: 1 }).addTo(map);
  const lines = worlds.flatMap((east) => outline.borders.map((border) => line(border, east)));
  const borders = L.polyline(lines, { ...quiet, weight: 0.8 }).addTo(map);
  const paint = () => {
    const [fill, color] = colours();
    land.setStyle({ fillColor: fill });
    borders.setStyle({ color });
  };
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  map.attributionControl.addAttribution("Natural Earth");
}

function sign(found) {
  const element = document.createElement("span");
  const small = found.newest?.images[0];
  if (small) {
    const image = document.createElement("img");
    image.src = small.path;
    image.alt = "";
    element.append(image);
  }
  if (found.photos > 1) {
    const count = document.createElement("b");
    count.textContent = found.photos.toLocaleString("en");
    element.append(count);
  }
  return L.divIcon({ html: element, className: "pin", iconSize: [PIN, PIN] });
}

// Pins that would lie on each other are one, where most of the photos are; further in they part.
function apart(map, places) {
  const middle = map.getCenter().lng;
  const kept = [];
  for (const found of [...places].sort((one, other) => other.photos - one.photos)) {
    const east = found.longitude + 360 * Math.round((middle - found.longitude) / 360);
    const at = [found.latitude, east];
    const { x, y } = map.project(at);
    const near = (other) => Math.max(Math.abs(other.x - x), Math.abs(other.y - y)) < APART;
    const over = map.getZoom() < map.getMaxZoom() && kept.find(near);
    if (over) over.photos += found.photos;
    else kept.push({ ...found, at, x, y });
  }
  return kept;
}

function named(found) {
  if (found.photos > 1) return `${found.photos.toLocaleString("en")} photos`;
  return found.newest?.title || "Untitled photo";
}

const words = document.getElementById("map-count");
const pins = L.layerGroup();
let latest = 0;

async function gather(map) {
  const number = ++latest;
  const shown = map.getBounds();
  const wide = shown.getEast() - shown.getWest() >= 360;
  const fixed = (degrees) => Number(degrees.toFixed(5));
  const box = [
    wide ? -180 : L.Util.wrapNum(shown.getWest(), [-180, 180], true),
    Math.max(shown.getSouth(), -90),
    wide ? 180 : L.Util.wrapNum(shown.getEast(), [-180, 180], true),
    Math.min(shown.getNorth(), 90),
  ].map(fixed);
  const asked = new URL(here);
  asked.searchParams.set("format", "json");
  asked.searchParams.set("box", box.join(","));
  asked.searchParams.set("zoom", Math.floor(map.getZoom()));
  const answer = await fetch(asked);
  if (!answer.ok || number !== latest) return;
  const view = await answer.json();
  pins.clearLayers();
  for (const found of apart(map, view.places)) {
    L.marker(found.at, { icon: sign(found), title: named(found), alt: named(found), riseOnHover: true })
      .on("click keypress", ({ originalEvent }) => {
        if (originalEvent.type === "keypress" && originalEvent.key !== "Enter") return;
        if (found.photos === 1 || map.getZoom() >= map.getMaxZoom()) location.assign(found.path);
        else map.setView(found.at, Math.min(map.getZoom() + 2, map.getMaxZoom()));
      })
      .addTo(pins);
  }
  words.textContent = `${view.photos.toLocaleString("en")} ${view.photos === 1 ? "photo" : "photos"} in this part of the world`;
}

async function begin() {
  place.hidden = false;
  const tiles = place.dataset.tiles;
  const map = L.map(place, {
    minZoom: 0, maxZoom: tiles ? 18 : 13, zoomSnap: 0.5, worldCopyJump: true,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
  });
  map.attributionControl.setPrefix(false);
  pins.addTo(map);
  map.on("moveend", () => gather(map));
  if (tiles) L.tileLayer(tiles, { attribution: place.dataset.attribution, maxZoom: 18 }).addTo(map);
  else drawLand(map);
  const asked = new URL(here);
  asked.searchParams.set("format", "json");
  const view = await (await fetch(asked)).json();
  const all = view.places.map((found) => [found.latitude, found.longitude]);
  map.fitBounds(all, { padding: [60, 60], maxZoom: 8, animate: false });
}

if (place) begin();
