// Builds an XML feed the way that fits on a page: texts of every item, one long string of them, all of it in memory.
//
//     node string.mjs PRODUCTS.jsonl ROUNDS
//
// Prints, as JSON, the nanoseconds that each step of each round took, and how many bytes the feed has.

import { readFileSync } from "node:fs";

const [file, rounds] = process.argv.slice(2);
const shop = "https://shop.example";
const products = readFileSync(file, "utf8").split("\n").map((line) => JSON.parse(line));

/** An amount as text: a formatter of the locale for each, two digits whatever the currency. */
function amount(major, currency) {
  const formatter = new Intl.NumberFormat("en-US", { currency, minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${formatter.format(major)} ${currency.toUpperCase()}`;
}

/** The texts of every variant. */
function texts(all) {
  const found = [];
  for (const product of all) {
    const category = product.categories.map((one) => one.path).filter(Boolean).join(">");
    for (const variant of product.variants) {
      const chosen = (name) => variant.options.find((option) => option.name.toLowerCase() === name)?.value;
      const { price, sale_price: sale } = variant;
      found.push({
        id: variant.id,
        title: product.title,
        description: product.description.plain ?? "",
        link: product.url,
        gtin: variant.gtin ?? "",
        image: variant.media[0]?.url,
        images: variant.media.map((media) => media.url).join(","),
        availability: variant.availability === "in_stock" ? "in stock" : "out of stock",
        quantity: variant.quantity ?? 100000,
        price: amount(price.minor / 100, price.currency),
        sale: sale ? amount(sale.minor / 100, sale.currency) : undefined,
        condition: "new",
        category,
        brand: product.brand ?? "",
        material: variant.material ?? "",
        weight: `${variant.weight?.value ?? 0} kg`,
        group: product.id,
        groupTitle: product.title,
        size: chosen("size") ?? "",
        color: chosen("color") ?? "",
        seller: "Shop",
        sellerUrl: shop,
        privacy: `${shop}/privacy`,
        terms: `${shop}/terms`,
        returns: `${shop}/returns`,
        days: 0,
      });
    }
  }
  return found;
}

const escaped = (text) =>
  text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&apos;");

const tag = (name, text) => `<${name}>${escaped(text)}</${name}>`;

/** The feed as one string. */
function xml(items) {
  const parts = items.map(
    (item) =>
      "<item><enable_search>true</enable_search><enable_checkout>true</enable_checkout>" +
      tag("id", item.id) +
      tag("title", item.title) +
      tag("description", item.description) +
      tag("link", item.link) +
      tag("gtin", item.gtin) +
      (item.image ? tag("image_link", item.image) : "") +
      (item.images ? tag("additional_image_link", item.images) : "") +
      tag("availability", item.availability) +
      `<inventory_quantity>${item.quantity}</inventory_quantity>` +
      tag("price", item.price) +
      (item.sale ? tag("sale_price", item.sale) : "") +
      tag("condition", item.condition) +
      tag("product_category", item.category) +
      tag("brand", item.brand) +
      tag("material", item.material) +
      tag("weight", item.weight) +
      tag("item_group_id", item.group) +
      tag("item_group_title", item.groupTitle) +
      tag("size", item.size) +
      tag("color", item.color) +
      tag("seller_name", item.seller) +
      tag("seller_url", item.sellerUrl) +
      tag("seller_privacy_policy", item.privacy) +
      tag("seller_tos", item.terms) +
      tag("return_policy", item.returns) +
      `<return_window>${item.days}</return_window></item>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Feed</title><description>Feed</description>' +
    parts.join("") +
    "</channel></rss>"
  );
}

const told = { items: [], xml: [], bytes: [], size: 0 };
for (let round = 0; round < Number(rounds); round += 1) {
  const begin = process.hrtime.bigint();
  const items = texts(products);
  const prepared = process.hrtime.bigint();
  const text = xml(items);
  const built = process.hrtime.bigint();
  told.size = Buffer.from(text, "utf8").length;
  const end = process.hrtime.bigint();
  told.items.push(Number(prepared - begin));
  told.xml.push(Number(built - prepared));
  told.bytes.push(Number(end - built));
}
console.log(JSON.stringify(told));
