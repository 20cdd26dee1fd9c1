// Forms of a row and of those that belong to it, straight from the changeset that cast both.
#include <gmock/gmock.h>

#include "anqa/data/nested_changes.hpp"
#include "basket.hpp"

using namespace anqa;
using market::Basket, market::Purchase, market::Piece;
using ::testing::HasSubstr, ::testing::Not;

namespace {

Changeset<Piece> piece(const Piece& of, const Params& params) {
  return cast<&Piece::what, &Piece::count>(of, params).validate_required<&Piece::what>();
}

Changeset<Purchase> changed(const Purchase& of, const Params& params) {
  return cast<&Purchase::name>(of, params)
      .cast_assoc<&Purchase::pieces>(params, piece)
      .with_action(ChangesetAction::update);
}

std::string shown(const Changeset<Purchase>& changeset, const Params& params) {
  Basket basket{to_form<&Purchase::name>(changeset, "order", params)};
  nest_assoc<&Purchase::pieces, &Piece::what>(basket.form, changeset, params);
  return render_to_string(basket);
}

TEST(NestedForms, OfAnAssociation) {
  Purchase order{.id = 7, .name = "Ada"};
  order.pieces.put({Piece{.id = 70, .order_id = 7, .what = "tea"}});
  const Params sent = *Params::decode(
      "order[name]=Ada&order[pieces][0][id]=70&order[pieces][0][what]=&order[pieces][1][what]=cake");
  const std::string html = shown(changed(order, sent["order"]), sent["order"]);
  EXPECT_THAT(html, HasSubstr(R"(name="order[name]" value="Ada")"));
  EXPECT_THAT(html, HasSubstr(R"(<input type="hidden" name="order[pieces][0][id]" value="70">)"));
  EXPECT_THAT(html, HasSubstr(R"(name="order[pieces][0][what]" value=""><i>can&#39;t be blank</i>)"));
  EXPECT_THAT(html, HasSubstr(R"(name="order[pieces][1][what]" value="cake">)"));
  EXPECT_THAT(html, Not(HasSubstr("order[pieces][1][id]")));
}

TEST(NestedForms, OfARowAsItIsStored) {
  Purchase order{.id = 7, .name = "Ada"};
  order.pieces.put(
      {Piece{.id = 70, .order_id = 7, .what = "tea"}, Piece{.id = 71, .order_id = 7, .what = "jam"}});
  const std::string html = shown(change(order), {});
  EXPECT_THAT(html, HasSubstr(R"(name="order[pieces][0][id]" value="70">)"));
  EXPECT_THAT(html, HasSubstr(R"(name="order[pieces][1][what]" value="jam">)"));
}

}  // namespace
