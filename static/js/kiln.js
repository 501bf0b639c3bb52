// The storefront's behaviour. Every page works without it; this only saves steps.
import { setUpBasket } from "./basket.js";
import { setUpBuyBar } from "./buy-bar.js";
import { setUpDialogs } from "./dialogs.js";
import { setUpFilters } from "./filters.js";
import { setUpHearts } from "./hearts.js";
import { setUpLanguage } from "./language.js";
import { setUpSearchBox } from "./search-box.js";
import { setUpMatrix } from "./matrix.js";
import { setUpMenus } from "./menus.js";
import { setUpQuantities } from "./quantity.js";
import { setUpShare } from "./share.js";
import { setUpToasts } from "./toasts.js";
import { setUpUpdates } from "./updates.js";

setUpMenus(document);
setUpHearts(document);
setUpFilters(document);
setUpBuyBar(document);
setUpLanguage(document);
setUpSearchBox(document);
setUpDialogs(document);
setUpBasket(document);
setUpQuantities(document);
setUpMatrix(document);
setUpShare(document);
setUpToasts(document);
setUpUpdates(document);

if (document.querySelector("[data-gallery]")) {
  const { setUpGallery } = await import("./gallery.js");
  setUpGallery(document);
}
