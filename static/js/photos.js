/* Pages with pictures to send. */
import { bindPhotos } from "./photo.js";

bindPhotos(document);
