/* Pictures are shown and made smaller before they are sent: minutes saved on a slow line. */
import { make } from "./dom.js";

const SMALL_ENOUGH = 600_000;
const PREVIEW = { side: 320, pixels: 320 * 320 };

/* The server's bounds (marketplace/files/pictures.py): no side longer, no more pixels, never larger. */
const drawn = (image, { side, pixels }) => {
  const { width, height } = image;
  const share = Math.min(1, side / Math.max(width, height), Math.sqrt(pixels / (width * height)));
  const canvas = make("canvas", {
    width: Math.max(1, Math.floor(width * share)),
    height: Math.max(1, Math.floor(height * share)),
  });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff"; // what shows through becomes white, as on the server
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
};

const smaller = async (file, canvas, name) => {
  const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return small && small.size < file.size ? new File([small], name, { type: "image/jpeg" }) : file;
};

/* Give the file to send and the address of what is shown of it; of what this browser cannot
   read nothing is shown, and the server looks at it and says what is wrong. */
const prepared = async (file, bounds, name) => {
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const canvas = drawn(image, bounds);
    const isLarge =
      image.width !== canvas.width || image.height !== canvas.height || file.size >= SMALL_ENOUGH;
    const shown = drawn(canvas, PREVIEW).toDataURL("image/jpeg", 0.6);
    return { file: isLarge ? await smaller(file, canvas, name) : file, shown };
  } catch {
    return { file, shown: "" };
  }
};

const bindPhoto = (input) => {
  const [side, pixels] = input.dataset.photo.split(" ").map(Number);
  const previews = make("div", { className: "photo-previews", hidden: true });
  input.after(previews);
  input.addEventListener("change", async () => {
    previews.replaceChildren();
    previews.hidden = true;
    const kept = new DataTransfer();
    for (const [at, one] of [...input.files].entries()) {
      const { file, shown } = await prepared(one, { side, pixels }, `photo-${at + 1}.jpg`);
      kept.items.add(file);
      if (shown) previews.append(make("img", { className: "photo-preview", alt: "", src: shown }));
    }
    if (kept.files.length) input.files = kept.files;
    previews.hidden = !previews.childElementCount;
    input.dispatchEvent(new CustomEvent("pictures-ready", { bubbles: true }));
  });
};

export const bindPhotos = (root) => {
  for (const input of root.querySelectorAll("input[data-photo]")) bindPhoto(input);
};
