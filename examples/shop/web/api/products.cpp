#include "web/api/products.hpp"

#include <algorithm>

#include "anqa/web/http_error.hpp"
#include "catalog/catalog.hpp"

namespace shop::api {
namespace {

using anqa::Term;

constexpr std::int64_t most = 100;

// [product]
Term to_json(const Product& product) {
  return Term::map({{"id", product.id},
                    {"sku", product.sku},
                    {"name", product.name},
                    {"description", product.description},
                    {"category", catalog::category_name(product.category)},
                    {"price_cents", product.price_cents}});
}
// [/product]

}  // namespace

anqa::Task<anqa::Conn> list_products(anqa::Conn conn, anqa::Params params) {
  const auto limit = params.has("limit") ? params.get<std::int64_t>("limit") : 20;
  if (!limit || *limit < 1) throw anqa::HttpError(400, "limit: a number from 1 to 100 is wanted");
  const auto page =
      co_await catalog::search({.text = std::string(params.get("q").value_or(""))}, std::min(*limit, most));
  std::vector<Term> products;
  products.reserve(page.products.size());
  for (const Product& product : page.products) products.push_back(to_json(product));
  co_return conn.json(Term::map({{"data", Term::list(std::move(products))}, {"total", page.total}}));
}

anqa::Task<anqa::Conn> show_product(anqa::Conn conn, anqa::Params params) {
  const auto id = params.get<std::int64_t>("id");
  const auto product = id ? co_await catalog::get_product(*id) : std::nullopt;
  if (!product) throw anqa::HttpError(404, "there is no such product");
  co_return conn.json(Term::map({{"data", to_json(*product)}}));
}

}  // namespace shop::api
