#include "web/paths.hpp"

#include <utility>

#include "anqa/term/params.hpp"
#include "web/router.hpp"

namespace shop::to {

std::string home() { return path("/"); }

std::string search(const catalog::Search& search) {
  anqa::Term query = anqa::Term::map();
  if (!search.text.empty()) query.set("q", search.text);
  if (search.category) query.set("category", catalog::category_name(*search.category));
  return path("/?{}", anqa::Params(std::move(query)));
}

std::string product(std::int64_t id) { return path("/products/{}", id); }

std::string picture(const Product& product) {
  return product.picture ? path("/pictures/{}", *product.picture) : path("/drawings/{}", product.id);
}

std::string checkout() { return path("/checkout"); }
std::string orders() { return path("/admin/orders"); }
std::string support() { return path("/support"); }
std::string support_room(std::string_view room) { return path("/support/{}", room); }
std::string system() { return path("/system"); }
std::string account() { return path("/account"); }
std::string login() { return path("/login"); }
std::string logout() { return path("/logout"); }
std::string registration() { return path("/register"); }

}  // namespace shop::to
