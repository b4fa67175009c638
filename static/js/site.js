/* What any page may hold. Small comforts: every page works without them. */
import { bindCompare } from "./compare.js";
import { bindCopies } from "./copy.js";
import { bindForms, bindSelects } from "./forms.js";
import { bindSuggestions } from "./suggest.js";

document.documentElement.classList.add("js");
bindForms(document);
bindSelects(document);
bindCopies(document);
bindSuggestions(document);
bindCompare(document);
