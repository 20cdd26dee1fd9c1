// SQLite's C library, called by hand: prepared once, bound, stepped, copied into structs.
#include <sqlite3.h>

#include <array>
#include <filesystem>
#include <memory>

#include "both.hpp"

namespace {

using bench::check;
using bench::Product;

class Database {
 public:
  explicit Database(const std::string& file) {
    check(sqlite3_open_v2(file.c_str(), &handle_,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                          nullptr) == SQLITE_OK,
          "open");
    sqlite3_busy_timeout(handle_, 60'000);
    run("PRAGMA foreign_keys = ON");
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = NORMAL");
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    for (auto* statement : {get_, all_, insert_, many_, begin_, commit_}) sqlite3_finalize(statement);
    sqlite3_close(handle_);
  }

  void run(const char* sql) {
    check(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
  }
  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK, sql.c_str());
    return statement;
  }
  /// When the table is there.
  void prepare_all() {
    const std::string columns = "id, name, description, price_cents, weight, active";
    get_ = prepare("SELECT " + columns + " FROM products WHERE id = ?1");
    all_ = prepare("SELECT " + columns + " FROM products ORDER BY id");
    insert_ = prepare(
        "INSERT INTO added (name, description, price_cents, weight, active) VALUES (?1, ?2, ?3, ?4, ?5)");
    std::string many = "INSERT INTO added (name, description, price_cents, weight, active) VALUES ";
    for (int i = 0; i < bench::stored_rows; ++i) many += i == 0 ? "(?,?,?,?,?)" : ",(?,?,?,?,?)";
    many_ = prepare(many);
    begin_ = prepare("BEGIN IMMEDIATE");
    commit_ = prepare("COMMIT");
  }

  Product get(std::int64_t id) {
    sqlite3_bind_int64(get_, 1, id);
    check(sqlite3_step(get_) == SQLITE_ROW, "get");
    Product product = load(get_);
    sqlite3_reset(get_);
    return product;
  }
  std::vector<Product> all() {
    std::vector<Product> found;
    while (sqlite3_step(all_) == SQLITE_ROW) found.push_back(load(all_));
    sqlite3_reset(all_);
    return found;
  }
  std::int64_t insert(std::int64_t number) {
    bind(insert_, 1, number);
    check(sqlite3_step(insert_) == SQLITE_DONE, "insert");
    sqlite3_reset(insert_);
    return sqlite3_last_insert_rowid(handle_);
  }
  void insert_all() {
    for (int i = 0; i < bench::stored_rows; ++i) bind(many_, i * 5 + 1, i);
    check(sqlite3_step(many_) == SQLITE_DONE, "insert_all");
    sqlite3_reset(many_);
  }
  void begin() { step(begin_); }
  void commit() { step(commit_); }

 private:
  static void step(sqlite3_stmt* statement) {
    check(sqlite3_step(statement) == SQLITE_DONE, "step");
    sqlite3_reset(statement);
  }
  static std::string text(sqlite3_stmt* statement, int column) {
    return {reinterpret_cast<const char*>(sqlite3_column_text(statement, column)),
            static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
  }
  static Product load(sqlite3_stmt* statement) {
    return {.id = sqlite3_column_int64(statement, 0),
            .name = text(statement, 1),
            .description = text(statement, 2),
            .price_cents = sqlite3_column_int64(statement, 3),
            .weight = sqlite3_column_double(statement, 4),
            .active = sqlite3_column_int(statement, 5) != 0};
  }
  static void bind(sqlite3_stmt* statement, int first, std::int64_t number) {
    const auto name = bench::name_of(number);
    const auto description = bench::description_of(number);
    sqlite3_bind_text(statement, first, name.data(), static_cast<int>(name.size()), SQLITE_TRANSIENT);
    sqlite3_bind_text(statement, first + 1, description.data(), static_cast<int>(description.size()),
                      SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, first + 2, number);
    sqlite3_bind_double(statement, first + 3, static_cast<double>(number) / 4);
    sqlite3_bind_int(statement, first + 4, 1);
  }

  sqlite3* handle_ = nullptr;
  sqlite3_stmt* get_ = nullptr;
  sqlite3_stmt* all_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* many_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
};

void fill(const std::string& file) {
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file + end);
  Database database(file);
  for (const char* table : {"products", "added"}) {
    database.run(("CREATE TABLE " + std::string(table) +
                  " (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, description TEXT NOT NULL, "
                  "price_cents INTEGER NOT NULL, weight REAL NOT NULL, active INTEGER NOT NULL)")
                     .c_str());
  }
  database.prepare_all();
  database.begin();
  for (int i = 0; i < bench::stored_rows; ++i) database.insert(i);
  database.run("INSERT INTO products SELECT * FROM added");
  database.run("DELETE FROM added");
  database.commit();
}

}  // namespace

int main(int argc, char** argv) {
  const bench::Work wanted(argc, argv);
  fill(wanted.place);
  auto databases = bench::connections<Database>(wanted.callers, wanted.place);
  bench::measure(wanted, [&] { return bench::work_at_once(wanted.row, databases); });
}
