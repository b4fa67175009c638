/* The page of a product. */
import { bindGallery } from "./gallery.js";
import { bindSeen } from "./seen.js";

bindGallery(document);
bindSeen(document);
