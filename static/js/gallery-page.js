/* Pages with pictures that open large. */
import { bindZoom } from "./gallery.js";

bindZoom(document);
