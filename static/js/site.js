/* What any page may hold. Small comforts: every page works without them. */
import { bindCompare } from "./compare.js";
import { bindCopies } from "./copy.js";
import { bindForms, bindSelects } from "./forms.js";
import { startOffline } from "./offline.js";
import { bindPasswords } from "./password.js";
import { bindQuick, markKept } from "./quick.js";
import { bindShares } from "./share.js";
import { bindSheets, startSheets } from "./sheet.js";
import { startShell } from "./shell.js";
import { bindSuggestions } from "./suggest.js";

document.documentElement.classList.add("js");
bindForms(document);
bindSelects(document);
bindCopies(document);
bindPasswords(document);
bindSuggestions(document);
bindCompare(document);
bindShares(document);
bindSheets(document);
startSheets();
bindQuick();
markKept(document);
startShell();
startOffline();
