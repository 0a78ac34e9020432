// What the browser knows already need not be looked for in a list: the time zone, and the country by its language.
(() => {
  "use strict";
  const form = document.querySelector("form[data-first-run=fresh]");
  if (!form) return;
  const choose = (name, value) => {
    const field = form.elements[name];
    if (field && value && [...field.options].some((option) => option.value === value)) field.value = value;
  };
  choose("zone", Intl.DateTimeFormat().resolvedOptions().timeZone);
  choose("country", (navigator.language.split("-")[1] || "").toUpperCase());
  choose("language", document.documentElement.lang.slice(0, 2));
})();
