/* Sort by distance: from a village, or from where the reader is. */
const bindNear = (label) => {
  const select = label.querySelector("select");
  const sort = select.form.elements.sort;
  label.hidden = sort.value !== "near";
  select.disabled = label.hidden; // what is not seen is not sent
  const follow = () => {
    select.disabled = sort.value !== "near";
  };
  // While the event goes down, so before the choice sends the form on its way up.
  sort.addEventListener("change", follow, { capture: true });
  if (!select.querySelector("[value*=',']") && navigator.geolocation) {
    select.append(new Option(select.dataset.here, "here"));
  }

  const found = ({ coords }) => {
    // About a kilometre is near enough.
    const place = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
    select.selectedOptions[0].value = place;
    select.form.requestSubmit();
  };
  const refused = () => {
    select.setCustomValidity(select.dataset.refused);
    select.reportValidity();
    select.setCustomValidity("");
  };
  const choose = (event) => {
    if (select.value !== "here") return;
    event.stopImmediatePropagation();
    navigator.geolocation.getCurrentPosition(found, refused, { timeout: 8000 });
  };
  select.addEventListener("change", choose, { capture: true });
};

export const bindNearest = (root) => {
  for (const label of root.querySelectorAll("[data-near]")) bindNear(label);
};
