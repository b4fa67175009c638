/* Pages about lots. Small comforts; every page works without them. */
import { bindOwnSteps } from "./own-step.js";
import { bindPhotos } from "./photo.js";
import { bindProgress } from "./progress.js";

bindProgress(document);
bindOwnSteps(document);
bindPhotos(document);
