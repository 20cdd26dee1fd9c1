#include "web/support_channel.hpp"

#include <vector>

#include "support/support.hpp"
#include "web/shop_socket.hpp"

namespace shop {
namespace {

using anqa::Reply, anqa::Term;

constexpr std::string_view prefix = "support:";
constexpr std::size_t longest_name = 40;

Term to_json(const support::Line& line) {
  return Term::map({{"number", line.number}, {"author", line.author}, {"text", line.text}});
}

}  // namespace

// [support channel]
anqa::Task<anqa::Channel::Joining> SupportChannel::join(std::string topic, anqa::Params params) {
  room_ = topic.substr(prefix.size());
  if (!support::is_room_name(room_)) co_return error({{"reason", "There is no such room."}});
  const std::string& name = assigns<ShopSocket::Assigns>().name;
  author_ = name.empty() ? std::string(params.get("author").value_or("Guest")) : name;
  if (author_.empty() || author_.size() > longest_name)
    co_return error({{"reason", "Your name is too long."}});

  std::vector<Term> lines;
  for (const auto& line : co_await anqa::call(co_await support::room(room_), support::Room::History{}))
    lines.push_back(to_json(line));
  co_return ok({{"lines", Term::list(std::move(lines))}, {"you", author_}});
}

anqa::Task<Reply> SupportChannel::handle_in(Event<"say">, Incoming message) {
  const std::string text(message.payload().get("text").value_or(""));
  if (text.empty() || text.size() > support::longest_line)
    co_return Reply::error({{"reason", "A message has 1 to 500 characters."}});
  const auto said = co_await anqa::try_call(co_await support::room(room_), support::Room::Say{author_, text});
  if (!said) co_return Reply::error({{"reason", "The room is closed for a moment. Please try again."}});
  broadcast("line", to_json(*said));
  co_return Reply::ok();
}
// [/support channel]

}  // namespace shop
