/* What Oscar's dashboard scripts miss inside Wagtail's shell. Runs after them, before the page's own lines. */
(function ($) {
  "use strict";

  // The list of orders calls it and Oscar does not define it.
  oscar.dashboard.orders.initTable = oscar.dashboard.orders.initTable || function () {};

  // The editor wears the shell's colours.
  // Its styles say in the reader's language what Oscar says in English.
  oscar.dashboard.shellOptions = function (languageCode, text, heading) {
    var theme = document.documentElement.classList;
    var systemIsDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    var isDark = theme.contains("w-theme-dark") || (theme.contains("w-theme-system") && systemIsDark);
    var styles = [{ title: text }].concat([2, 3, 4, 5, 6].map(function (level) {
      return { title: heading + " " + level };
    }));
    var options = { languageCode: languageCode, tinyConfig: { style_formats: styles } };
    if (isDark) {
      options.tinyConfig.skin = "oxide-dark";
      options.tinyConfig.content_css = "dark";
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
