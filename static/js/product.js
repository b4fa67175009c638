/* The page of a product. */
import { bindGallery, bindZoom } from "./gallery.js";
import { bindSeen } from "./seen.js";
import { bindVariants } from "./variants.js";

bindGallery(document);
bindZoom(document);
bindSeen(document);
bindVariants(document);
