/* What a browser keeps for a site; a private window keeps nothing, and nothing breaks. */
export const recall = (storage, key) => {
  try {
    return JSON.parse(window[storage].getItem(key));
  } catch {
    return null;
  }
};

export const keep = (storage, key, value) => {
  try {
    window[storage].setItem(key, JSON.stringify(value));
  } catch {
    /* kept nowhere */
  }
};
