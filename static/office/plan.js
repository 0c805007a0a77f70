/* The plan's form: a product offers only the forms it can have, and what is asked of one form is hidden for another.
   Without this script the server says what does not fit. */
const [product, form] = ['product', 'form'].map((name) => document.querySelector(`select[name=${name}]`));

function fit() {
  const possible = product.selectedOptions[0].dataset.forms.split(' ');
  for (const option of form.options) option.disabled = option.hidden = !possible.includes(option.value);
  if (!possible.includes(form.value)) form.value = possible[0];
  document.querySelectorAll('[data-for]').forEach((part) => {
    part.hidden = !part.dataset.for.split(' ').includes(form.value);
  });
}

if (product && form && product.selectedOptions.length) {
  fit();
  product.addEventListener('change', fit);
  form.addEventListener('change', fit);
}
