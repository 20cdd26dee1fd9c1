#pragma once

#include <string>
#include <vector>

#include "anqa/live/live_view.hpp"
#include "catalog/catalog.hpp"
#include "web/components.hpp"

namespace shop {

/// The shop window: all products, searched while one types.
class CatalogLive : public anqa::LiveView<CatalogLive> {
 public:
  struct Assigns {
    std::string visitor;
    std::string q;
    std::vector<Product> products;
    std::int64_t total = 0;
    std::int64_t limit = page_size;
    int cart = 0;
    anqa::Flash flash;
  };
  static constexpr std::int64_t page_size = 48;

  Task<void> mount(Params params, Session session, Socket socket);
  Task<void> handle_event(Event<"search">, Params params, Socket socket);
  Task<void> handle_event(Event<"more">, Params params, Socket socket);
  Task<void> handle_event(Event<"add">, Params params, Socket socket);

 private:
  static Task<void> load(Socket socket);
};

}  // namespace shop
