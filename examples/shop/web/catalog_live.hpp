#pragma once

#include <string>

#include "anqa/live/live_view.hpp"
#include "catalog/catalog.hpp"
#include "web/components.hpp"

namespace shop {

/// The shop window: all products, searched while one types, more of them as one scrolls. What is searched for
/// stands in the address, so that it can be sent to somebody and comes back with the browser's back button.
class CatalogLive : public anqa::LiveView<CatalogLive> {
 public:
  struct Assigns {
    Visitor visitor;
    catalog::Search search;
    anqa::CountedStream<Product> products;
    /// How many were found, and how many of them were sent to the page.
    std::int64_t total = 0;
    std::int64_t shown = 0;
    anqa::Flash flash;
  };
  static constexpr std::int64_t page_size = 24;

  void mount(Socket& socket);
  Task<void> handle_params(Params params, std::string uri, Socket socket);
  void handle_event(Event<"search">, const Params& params, Socket& socket);
  Task<void> handle_event(Event<"more">, Params params, Socket socket);
};

}  // namespace shop
