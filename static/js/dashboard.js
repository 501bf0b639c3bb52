/* What Oscar's dashboard scripts miss inside Wagtail's shell. Runs after them, before the page's own lines. */
(function ($) {
  "use strict";

  // The list of orders calls it and Oscar does not define it.
  oscar.dashboard.orders.initTable = oscar.dashboard.orders.initTable || function () {};

  // The editor wears the shell's colours.
  oscar.dashboard.shellOptions = function (languageCode) {
    var theme = document.documentElement.classList;
    var systemIsDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    var isDark = theme.contains("w-theme-dark") || (theme.contains("w-theme-system") && systemIsDark);
    var options = { languageCode: languageCode };
    if (isDark) {
      options.tinyConfig = { skin: "oxide-dark", content_css: "dark" };
    }
    return options;
  };

  // A link to a tab opens it, and reloading keeps it.
  $(function () {
    if (window.location.hash) {
      $('[data-toggle="tab"]').filter(function () {
        return this.hash === window.location.hash;
      }).tab("show");
    }
    $('[data-toggle="tab"]').on("shown.bs.tab", function (event) {
      window.history.replaceState(null, "", event.target.hash || "#");
    });
  });
})(jQuery);
