#include "web/product_live.hpp"

#include <utility>

#include "anqa/live/subscribe.hpp"
#include "anqa/web/http_error.hpp"
#include "catalog/pictures.hpp"

namespace shop {

anqa::Task<void> ProductLive::mount(Params params, Session, Socket socket) {
  auto product = co_await catalog::get_product(params.get<std::int64_t>("id").value_or(0));
  if (!product) throw anqa::HttpError(404, "There is no such product.");
  socket.assign_new<&Assigns::visitor>("visitor", [] { return Visitor(); });
  socket.page_title(product->name);
  if (socket.connected()) anqa::subscribe<catalog::ProductChanged>(*this, catalog::topic_of(product->id));
  if (socket->visitor.admin) {
    socket.allow_upload<&Assigns::picture>({.accept = {".png", ".jpg", ".jpeg", ".webp"},
                                            .max_file_size = pictures::largest,
                                            .auto_upload = true});
  }
  socket.assign<&Assigns::similar>(co_await catalog::similar(*product, 4));
  socket.assign<&Assigns::product>(*std::move(product));
}

// The browser tells what was chosen before it sends anything; the upload itself has checked it by then.
void ProductLive::handle_event(Event<"choose">, const Params&, Socket&) {}

void ProductLive::handle_event(Event<"cancel">, const Params& params, Socket& socket) {
  socket.cancel_upload<&Assigns::picture>(params.get("ref").value_or(""));
}

anqa::Task<void> ProductLive::handle_progress(Event<"picture">, anqa::UploadEntry entry, Socket socket) {
  if (!entry.done()) co_return;
  // The file is there as long as `file` is.
  const auto file = socket.consume_uploaded_entry<&Assigns::picture>(
      entry.ref(), [](const anqa::UploadMeta& meta, const anqa::UploadEntry&) { return meta; });
  const auto kept = co_await pictures::add(file.path);
  if (!kept) {
    socket.put_flash("error", kept.error().message);
    co_return;
  }
  socket.assign<&Assigns::product>(co_await catalog::put_picture(socket->product, *kept));
  socket.put_flash("info", "The picture is in the shop.");
}

void ProductLive::handle_info(const catalog::ProductChanged& changed, Socket& socket) {
  socket.assign<&Assigns::product>(changed.product);
}

std::string_view ProductLive::explain(std::string_view reason) {
  if (reason == "too_large") return "is larger than 4 MB";
  if (reason == "not_accepted") return "is no PNG, JPEG or WebP picture";
  if (reason == "too_many_files") return "one picture at a time, please";
  return "could not be sent; please try again";
}

}  // namespace shop
