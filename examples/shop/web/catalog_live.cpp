#include "web/catalog_live.hpp"

#include <utility>

namespace shop {

void CatalogLive::mount(Socket& socket) {
  socket.page_title("Products");
  socket.assign_new<&Assigns::visitor>("visitor", [] { return Visitor(); });
}

anqa::Task<void> CatalogLive::handle_params(Params params, std::string, Socket socket) {
  socket.assign<&Assigns::search>({.text = std::string(params.get("q").value_or("")),
                                   .category = catalog::category_of(params.get("category").value_or(""))});
  auto found = co_await catalog::search(socket->search, page_size);
  socket.assign<&Assigns::total>(found.total);
  socket.assign<&Assigns::shown>(std::ssize(found.products));
  socket.stream<&Assigns::products>(std::move(found.products), {.reset = true});
}

void CatalogLive::handle_event(Event<"search">, const Params& params, Socket& socket) {
  auto search = socket->search;
  search.text = params.get("q").value_or("");
  socket.push_patch(to::search(search), true);
}

anqa::Task<void> CatalogLive::handle_event(Event<"more">, Params, Socket socket) {
  if (socket->shown >= socket->total) co_return;
  auto found = co_await catalog::search(socket->search, page_size, socket->shown);
  socket.assign<&Assigns::shown>(socket->shown + std::ssize(found.products));
  socket.stream<&Assigns::products>(std::move(found.products));
}

}  // namespace shop
