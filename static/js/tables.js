/* A table of products tells how far it is; the page works without. */
import { bindProgress } from "./progress.js";

bindProgress(document);
