#pragma once

#include <string>
#include <vector>

#include "anqa/live/components.hpp"
#include "anqa/live/live_view.hpp"
#include "anqa/live/messages.hpp"
#include "anqa/live/uploads.hpp"
#include "catalog/catalog.hpp"
#include "web/components.hpp"

namespace shop {

/// One product. The shop's people see a form for another picture of it, which everybody who looks at the
/// product sees the moment it has arrived.
class ProductLive : public anqa::LiveView<ProductLive> {
 public:
  using Infos = anqa::Messages<catalog::ProductChanged>;
  struct Assigns {
    Visitor visitor;
    Product product;
    std::vector<Product> similar;
    anqa::UploadConfig picture;
    anqa::Flash flash;
  };

  Task<void> mount(Params params, Session session, Socket socket);
  void handle_event(Event<"choose">, const Params& params, Socket& socket);
  void handle_event(Event<"cancel">, const Params& params, Socket& socket);
  Task<void> handle_progress(Event<"picture">, anqa::UploadEntry entry, Socket socket);
  void handle_info(const catalog::ProductChanged& changed, Socket& socket);

  /// Why a file is not taken, for people.
  static std::string_view explain(std::string_view reason);
};

}  // namespace shop
