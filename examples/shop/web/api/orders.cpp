#include "web/api/orders.hpp"

#include <map>
#include <string>
#include <vector>

#include "accounts/accounts.hpp"
#include "orders/orders.hpp"

namespace shop::api {
namespace {

using anqa::Conn, anqa::Params, anqa::Term;

constexpr std::size_t most_lines = 100;

Term to_json(const Order& order) {
  return Term::map({{"id", order.id},
                    {"token", order.token},
                    {"items", order.items},
                    {"total_cents", order.total_cents},
                    {"status", order.status == OrderStatus::shipped ? "shipped" : "placed"}});
}

Conn&& refuse(Conn& conn, const std::map<std::string, std::vector<std::string>>& errors) {
  Term all = Term::map();
  for (const auto& [field, messages] : errors) {
    std::vector<Term> texts(messages.begin(), messages.end());
    all.set(Term(field), Term::list(std::move(texts)));
  }
  return conn.put_status(422).json(Term::map({{"errors", all}}));
}

}  // namespace

anqa::Task<Conn> place_order(Conn conn, Params params) {
  const std::string token(params.get("token").value_or(""));
  if (token.size() < 16 || token.size() > 64)
    co_return refuse(conn, {{"token", {"should be 16 to 64 character(s)"}}});
  const Params lines = params["lines"];
  if (lines.size() == 0 || lines.size() > most_lines)
    co_return refuse(conn, {{"lines", {"should be a list of 1 to 100 products"}}});
  // A cart of its own, which nobody else fills meanwhile.
  const std::string cart = "api:" + accounts::new_visitor_id();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto id = lines.at(i).get<std::int64_t>("product_id");
    const auto quantity = lines.at(i).get<int>("quantity");
    if (!id || !quantity || *quantity < 1 || *quantity > orders::max_quantity ||
        !co_await orders::add_to_cart(cart, *id, *quantity)) {
      co_await orders::clear_cart(cart);
      co_return refuse(conn, {{"lines",
                               {"number " + std::to_string(i + 1) +
                                ": should have the product_id of a product and a quantity of 1 to " +
                                std::to_string(orders::max_quantity)}}});
    }
  }
  const auto placed = co_await orders::place(orders::changeset(Order{.token = token}, params), cart);
  co_await orders::clear_cart(cart);
  if (placed) co_return conn.put_status(201).json(Term::map({{"data", to_json(*placed)}}));
  std::map<std::string, std::vector<std::string>> errors;
  for (const auto& error : placed.error().errors()) errors[std::string(error.field)].push_back(error.text());
  co_return refuse(conn, errors);
}

}  // namespace shop::api
