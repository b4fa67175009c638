/* An address at home or abroad; at home the communes of the province are offered. */
import { make } from "./dom.js";

const country = document.querySelector("select[name=country]");
const province = document.querySelector("select[name=province]");
const list = document.getElementById("communes");

const showPart = () => {
  const isHome = country.value === "VN";
  document.getElementById("home-address").hidden = !isHome;
  document.getElementById("abroad-address").hidden = isHome;
};

const loadCommunes = async () => {
  try {
    const answer = await fetch(`${list.dataset.url}?province=${province.value}`);
    const { communes } = await answer.json();
    list.replaceChildren(...communes.map((name) => make("option", { value: name })));
  } catch {
    /* the field takes any text */
  }
};

if (country) {
  country.addEventListener("change", showPart);
  showPart();
}
if (province && list) {
  province.addEventListener("change", loadCommunes);
  loadCommunes();
}
