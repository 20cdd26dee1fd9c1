// Ours, with a database: a row by its key as JSON (/row/500), and a page of 12 rows as escaped HTML (/page),
// both asked of SQLite for each request through the endpoint, the router and the repo. Argument: scheduler
// threads; 0, as without one, is as many as there are cores.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "anqa/base/encoding.hpp"
#include "anqa/data/query.hpp"
#include "anqa/data/repo.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"
#include "anqa/term/json.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/routes.hpp"

namespace bench {

using namespace anqa;

struct Product : Schema<"products"> {
  std::int64_t id = 0;
  std::string name;
  std::string description;
  std::int64_t price_cents = 0;
};

Repo repo{"bench"};

void create_products(MigrationSteps& db) {
  db.create_table("products")
      .add("name", ColumnType::string, {.null = false})
      .add("description", ColumnType::string, {.null = false})
      .add("price_cents", ColumnType::integer, {.null = false});
}

const Migration migrations[] = {{.version = 1, .name = "create_products", .up = create_products}};

void fill() {
  auto blocking = repo.blocking();
  blocking.transaction([](BlockingRepo& rows) {
    for (int i = 1; i <= 1000; ++i) {
      rows.insert(Product{.name = "Product <" + std::to_string(i) + "> & more",
                          .description = "Number " + std::to_string(i) + ", of \"the\" best that there is.",
                          .price_cents = i * 37})
          .value();
    }
    return true;
  });
}

Task<Conn> show(Conn conn, Params params) {
  const auto product = co_await repo.get<Product>(params.get<std::int64_t>("id").value_or(0));
  if (!product) throw HttpError(404, "there is no such product");
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("id").value(Term(product->id));
  writer.key("name").value(product->name);
  writer.key("description").value(product->description);
  writer.key("price_cents").value(Term(product->price_cents));
  writer.end_object();
  co_return conn.json_text(std::move(body));
}

Task<Conn> index(Conn conn) {
  const auto products = co_await repo.all(
      from<Product>().where(field<&Product::id> > 500).order_by(asc(field<&Product::id>)).limit(12));
  std::string page = "<!doctype html><html><head><title>Products</title></head><body><table>";
  for (const Product& product : products) {
    page += "<tr><td>" + std::to_string(product.id) + "</td><td>";
    html_escape(page, product.name);
    page += "</td><td>";
    html_escape(page, product.description);
    page += "</td><td>" + std::to_string(product.price_cents) + "</td></tr>";
  }
  page += "</table></body></html>";
  co_return conn.html(std::move(page));
}

constexpr auto table = routes(get("/row/:id", show), get("/page", index));

Task<void> serve() {
  EndpointConfig config;
  config.port = 0;
  config.secret_key_base = std::string(64, 'k');  // nothing here is worth a secret
  config.routes = table;
  const auto server = start_link<Endpoint>(std::move(config));
  std::printf("%d\n", co_await call(anqa::Server<http::Server>(server.pid()), http::Server::Port{}));
  std::fflush(stdout);
  co_await down(server.pid());
}

}  // namespace bench

int main(int argc, char** argv) {
  anqa::set_log_level(anqa::LogLevel::warning);
  const unsigned threads = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 0;
  // One file for all runs, which begin with a new one: whoever measures kills this, so that it cannot clean
  // up.
  const std::string database = (std::filesystem::temp_directory_path() / "anqa-bench.db").string();
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(database + part);
  bench::repo.open({.database = database, .durable = false});
  bench::repo.migrate(bench::migrations);
  bench::fill();
  anqa::System system(
      std::make_unique<anqa::ThreadedScheduler>(anqa::ThreadedScheduler::Options{.threads = threads}));
  system.run(&bench::serve);
}
