"""The names that Slack gives to emoji: typed there as a picture, sent as `:tada:`, and read as a picture everywhere."""

import re

# The names that people use; a name that is not here stays as it came, as do times (12:30:15) and addresses.
NAMES = """
tada=🎉 thumbsup=👍 +1=👍 -1=👎 thumbsdown=👎 heart=❤️ smile=😄 smiley=😃 grin=😁 grinning=😀 laughing=😆 joy=😂 rofl=🤣
sweat_smile=😅 wink=😉 blush=😊 slightly_smiling_face=🙂 upside_down_face=🙃 heart_eyes=😍 kissing_heart=😘 yum=😋
stuck_out_tongue=😛 thinking_face=🤔 neutral_face=😐 expressionless=😑 no_mouth=😶 smirk=😏 unamused=😒 grimacing=😬
relieved=😌 pensive=😔 sleepy=😪 sleeping=😴 mask=😷 cry=😢 sob=😭 disappointed=😞 worried=😟 confused=😕
slightly_frowning_face=🙁 white_frowning_face=☹️ open_mouth=😮 hushed=😯 astonished=😲 flushed=😳 fearful=😨
cold_sweat=😰 scream=😱 confounded=😖 persevere=😣 weary=😩 tired_face=😫 triumph=😤 rage=😡 angry=😠 sunglasses=😎
nerd_face=🤓 hugging_face=🤗 exploding_head=🤯 pleading_face=🥺 partying_face=🥳 star-struck=🤩 clap=👏
raised_hands=🙌 pray=🙏 wave=👋 ok_hand=👌 v=✌️ muscle=💪 point_up=☝️ point_down=👇 point_left=👈 point_right=👉
raised_hand=✋ hand=✋ open_hands=👐 handshake=🤝 writing_hand=✍️ fist=✊ crossed_fingers=🤞 eyes=👀 ear=👂 bulb=💡
fire=🔥 star=⭐ star2=🌟 sparkles=✨ boom=💥 zap=⚡ sunny=☀️ cloud=☁️ umbrella=☔ snowflake=❄️ rainbow=🌈
sun_with_face=🌞 full_moon=🌕 rocket=🚀 airplane=✈️ car=🚗 bus=🚌 train=🚋 bike=🚲 house=🏠 office=🏢 school=🏫
hospital=🏥 books=📚 book=📖 open_book=📖 bookmark=🔖 newspaper=📰 pencil=📝 pencil2=✏️ memo=📝 paperclip=📎 pushpin=📌
calendar=📆 date=📅 clock1=🕐 hourglass=⌛ alarm_clock=⏰ watch=⌚ phone=☎️ telephone_receiver=📞 iphone=📱 computer=💻
printer=🖨️ email=📧 envelope=✉️ mailbox=📫 inbox_tray=📥 outbox_tray=📤 speech_balloon=💬 mega=📣 bell=🔔 lock=🔒
unlock=🔓 key=🔑 mag=🔍 link=🔗 gift=🎁 balloon=🎈 confetti_ball=🎊 trophy=🏆 medal=🏅 crown=👑 gem=💎 mortar_board=🎓
art=🎨 musical_note=🎵 coffee=☕ tea=🍵 cake=🍰 birthday=🎂 beer=🍺 wine_glass=🍷 pizza=🍕 apple=🍎 dog=🐶 cat=🐱 bee=🐝
butterfly=🦋 turtle=🐢 penguin=🐧 seedling=🌱 deciduous_tree=🌳 four_leaf_clover=🍀 rose=🌹 tulip=🌷 sunflower=🌻
cherry_blossom=🌸 herb=🌿 white_check_mark=✅ heavy_check_mark=✔️ x=❌ heavy_multiplication_x=✖️ warning=⚠️
exclamation=❗ question=❓ grey_question=❔ bangbang=‼️ no_entry=⛔ sos=🆘 100=💯 recycle=♻️ information_source=ℹ️
arrow_right=➡️ arrow_left=⬅️ arrow_up=⬆️ arrow_down=⬇️ repeat=🔁 new=🆕 ok=🆗 cool=🆒 free=🆓 red_circle=🔴
large_blue_circle=🔵 green_heart=💚 blue_heart=💙 yellow_heart=💛 purple_heart=💜 orange_heart=🧡 broken_heart=💔
two_hearts=💕 black_heart=🖤 white_heart=🤍 skull=💀 skull_and_crossbones=☠️ knife=🔪 hocho=🔪 gun=🔫 pill=💊
syringe=💉 drop_of_blood=🩸 coffin=⚰️ bomb=💣 ambulance=🚑 police_car=🚓 rotating_light=🚨 ghost=👻 robot_face=🤖
see_no_evil=🙈 man=👨 woman=👩 baby=👶 skin-tone-2=🏻 skin-tone-3=🏼 skin-tone-4=🏽 skin-tone-5=🏾 skin-tone-6=🏿
face_with_rolling_eyes=🙄 zipper_mouth_face=🤐 face_with_thermometer=🤒 relaxed=☺️ innocent=😇 kissing=😗
heartbeat=💓 simple_smile=🙂 melting_face=🫠 saluting_face=🫡 shrug=🤷 facepalm=🤦 facepunch=👊 punch=👊
raising_hand=🙋 bow=🙇 running_man=🏃‍♂️ walking=🚶 dancer=💃 brain=🧠 earth_africa=🌍 wales=🏴󠁧󠁢󠁷󠁬󠁳󠁿
flag-wales=🏴󠁧󠁢󠁷󠁬󠁳󠁿 flag-scotland=🏴󠁧󠁢󠁳󠁣󠁴󠁿 flag-england=🏴󠁧󠁢󠁥󠁮󠁧󠁿 gb=🇬🇧 us=🇺🇸
"""
PICTURES = dict(pair.split("=") for pair in NAMES.split())
NAMED = re.compile(r"(?<![\w/]):([a-z0-9_+-]{1,30}):(?![\w/])")


def drawn(text: str) -> str:
    """A text with the names of emoji as the pictures they stand for."""
    if ":" in text:
        return NAMED.sub(lambda found: PICTURES.get(found[1], found[0]), text)
    return text
