/* The page of a product. */
import { bindGallery } from "./gallery.js";
import { bindSeen } from "./seen.js";
import { bindVariants } from "./variants.js";

bindGallery(document);
bindSeen(document);
bindVariants(document);
