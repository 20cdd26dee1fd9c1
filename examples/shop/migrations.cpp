#include "migrations.hpp"

namespace shop {
namespace {

using anqa::ColumnType, anqa::MigrationSteps, anqa::OnDelete;

void create_products(MigrationSteps& db) {
  db.create_table("products")
      .add("sku", ColumnType::string, {.null = false})
      .add("name", ColumnType::string, {.null = false})
      .add("description", ColumnType::string, {.null = false})
      .add("category", ColumnType::string, {.null = false})
      .add("price_cents", ColumnType::integer, {.null = false})
      .check("products_price_is_positive", "price_cents > 0")
      .timestamps();
  db.unique_index("products", {"sku"});
  db.index("products", {"name"});
}

// [migration]
void create_customers(MigrationSteps& db) {
  db.create_table("customers")
      .add("email", ColumnType::string, {.null = false})
      .add("name", ColumnType::string, {.null = false})
      .timestamps();
  db.unique_index("customers", {"email"});
}
// [/migration]

void create_carts_and_orders(MigrationSteps& db) {
  db.create_table("cart_items")
      .add("visitor", ColumnType::string, {.null = false})
      .references("product_id", "products", {.null = false, .on_delete = OnDelete::delete_all})
      .add("quantity", ColumnType::integer, {.null = false})
      .check("cart_items_quantity_is_positive", "quantity > 0");
  db.unique_index("cart_items", {"visitor", "product_id"});
  db.create_table("orders")
      .add("token", ColumnType::string, {.null = false})
      .references("customer_id", "customers", {.null = false})
      .add("name", ColumnType::string, {.null = false})
      .add("email", ColumnType::string, {.null = false})
      .add("address", ColumnType::string, {.null = false})
      .add("note", ColumnType::string)
      .add("items", ColumnType::integer, {.null = false})
      .add("total_cents", ColumnType::integer, {.null = false})
      .add("status", ColumnType::string, {.null = false})
      .timestamps();
  db.unique_index("orders", {"token"});
  db.create_table("order_lines")
      .references("order_id", "orders", {.null = false, .on_delete = OnDelete::delete_all})
      .references("product_id", "products", {.null = false})
      .add("product_name", ColumnType::string, {.null = false})
      .add("quantity", ColumnType::integer, {.null = false})
      .add("price_cents", ColumnType::integer, {.null = false});
  db.index("order_lines", {"order_id"});
}

void create_users(MigrationSteps& db) {
  db.create_table("users")
      .add("email", ColumnType::string, {.null = false})
      .add("name", ColumnType::string, {.null = false})
      .add("hashed_password", ColumnType::string, {.null = false})
      .timestamps();
  db.unique_index("users", {"email"});
  db.create_table("user_tokens")
      .references("user_id", "users", {.null = false, .on_delete = OnDelete::delete_all})
      .add("token", ColumnType::string, {.null = false})
      .timestamps();
  db.unique_index("user_tokens", {"token"});
}

void create_stock(MigrationSteps& db) {
  db.alter_table("products")
      .add("stock", ColumnType::integer, {.null = false, .default_value = std::int64_t{10'000}});
}

void create_pictures_and_admins(MigrationSteps& db) {
  db.alter_table("products").add("picture", ColumnType::string);
  db.alter_table("users").add("admin", ColumnType::boolean, {.null = false, .default_value = false});
}

}  // namespace

const std::vector<anqa::Migration>& migrations() {
  static const std::vector<anqa::Migration> all = {
      {20261122000001, "create products", create_products,
       [](MigrationSteps& db) { db.drop_table("products"); }},
      {20261122000002, "create customers", create_customers,
       [](MigrationSteps& db) { db.drop_table("customers"); }},
      {20261122000003, "create carts and orders", create_carts_and_orders,
       [](MigrationSteps& db) {
         db.drop_table("order_lines");
         db.drop_table("orders");
         db.drop_table("cart_items");
       }},
      {20261122000004, "create users", create_users,
       [](MigrationSteps& db) {
         db.drop_table("user_tokens");
         db.drop_table("users");
       }},
      {20261123000001, "create stock", create_stock, {}},
      {20261123000002, "create pictures and admins", create_pictures_and_admins, {}},
  };
  return all;
}

}  // namespace shop
