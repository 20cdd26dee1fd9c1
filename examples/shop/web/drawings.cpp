#include "web/drawings.hpp"

#include "anqa/web/http_error.hpp"
#include "catalog/catalog.hpp"
#include "catalog/drawing.hpp"

namespace shop {

anqa::Task<anqa::Conn> show_drawing(anqa::Conn conn, anqa::Params params) {
  const auto product = co_await catalog::get_product(params.get<std::int64_t>("id").value_or(0));
  if (!product) throw anqa::HttpError(404, "there is no such product");
  conn.put_resp_header("cache-control", "public, max-age=86400");
  conn.put_resp_content_type("image/svg+xml");
  co_return conn.resp(200, draw(*product));
}

}  // namespace shop
