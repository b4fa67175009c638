/* A picture is shown and made smaller before it is sent: minutes saved on a slow line. */
import { make } from "./dom.js";

const LONGEST = 1600;
const SMALL_ENOUGH = 600_000;

const drawn = (image, share) => {
  const canvas = make("canvas", {
    width: Math.round(image.width * share),
    height: Math.round(image.height * share),
  });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
};

const replaceFile = async (input, canvas) => {
  const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  const files = new DataTransfer();
  files.items.add(new File([small], "photo.jpg", { type: "image/jpeg" }));
  input.files = files.files;
};

const bindPhoto = (input) => {
  const preview = make("img", { className: "photo-preview", alt: "", hidden: true });
  input.after(preview);
  input.addEventListener("change", async () => {
    const file = input.files[0];
    preview.hidden = !file;
    if (!file) return;
    try {
      const image = await createImageBitmap(file, { imageOrientation: "from-image" });
      const share = Math.min(1, LONGEST / Math.max(image.width, image.height));
      const canvas = drawn(image, share);
      preview.src = canvas.toDataURL("image/jpeg", 0.6);
      if (share < 1 || file.size >= SMALL_ENOUGH) await replaceFile(input, canvas);
    } catch {
      preview.hidden = true; // the server looks at it and says what is wrong
    }
  });
};

export const bindPhotos = (root) => {
  for (const input of root.querySelectorAll("input[data-photo]")) bindPhoto(input);
};
