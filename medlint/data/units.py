"""The words that sizes are written in, gathered from lists of datasets.

Each line of `COUNTED` is a unit as it is written down, then the other words that mean it. A word's plural need
not be given where it only adds an s.
"""

from __future__ import annotations

COUNTED = """
images image picture pic photo photograph radiograph x-ray xray mammogram img dermoscopies 图像 张 张图像 幅 幅图像
slices slice
volumes volume stack z-stack
scans scan sinogram b-scan a-scan tomogram angiogram ultrasound
exams exam examination echocardiogram electrocardiogram acquisition
studies study
series
cases case 例 病例
patients patient 患者 名患者 例患者
subjects subject pregnancies pregnancy
participants participant people person persons individual volunteer donor women woman men adults children
slides slide wsi whole-slide-image
videos video
frames frame
clips clip cine cineloop
recordings recording
views view
visits visit
sessions session
files file dicoms niftis pngs jpgs jpegs tiffs
records record entries entry
samples sample specimen
pairs pair
sequences sequence seq
lesions lesion tumor tumour polyp
nodules nodule
regions region roi field
patches patch crop
tiles tile
masks mask
annotations annotation segmentation contour polygon
reports report
tasks task
datasets dataset
collections collection
sets set subset
cells cell
nuclei nucleus
glands gland
questions question
labels label
classes class type
categories category
structures structure
diseases cancers conditions findings abnormalities diagnoses
organs organ
points point landmark
spots spot core
microarrays microarray
figures figure
boxes box
eyes eye
mice mouse
animals animal
teeth tooth
vertebrae vertebra
captions caption
tokens token
groups group
sites site source centre center hospital institution
scanners scanner
admissions admission icu-admission icu-stay stay hospitalization hospitalisation encounter
surgeries surgery operation procedure intervention
biopsies biopsy tma
measurements measurement trial trace waveform beat
segments segment epoch
events event activities activity scenario
items item example instance datapoint
documents document paper article publication abstract citation note
conversations conversation dialogue dialog utterance turn consultation
sentences sentence
instructions instruction prompt
posts post tweet comment message
entities entity concept triple
knees hips hands wrists ankles feet shoulders
breasts lungs kidneys livers brains prostates hearts spines
cadavers cadaver phantom
bones joints fractures ribs
fibers fiber fibre streamline
signals signal
meshes mesh
parts shards archives zips
"""

# Chinese words that stand between a number and what is counted.
COUNTERS = frozenset("个個条條名人位套份组組次段对對只篇句题題道轮輪层層种種类類块塊帧幀")

# Kinds of acquisition that stand for the scan itself where no other unit follows: `118 CCTA`, `40 CT`.
ACQUISITIONS = """
ct cta ccta ctpa cbct ldct cect mr mri mra fmri dmri dce-mri cmr pet pet/ct spect oct octa cxr ecg ekg eeg emg meg
us ceus fundus dermoscopy endoscopy colonoscopy mammography histology
dxa flair t1 t1w t2 t2w dwi dti swi
"""

ROUGH = "约 大约 近 ~ ≈ ∼ ≃ ≅ about approximately approx around circa ca roughly nearly almost some"
AT_LEAST = "超过 > ≥ >= over exceeding beyond"
AT_MOST = "< ≤ <= under below"
TWO_WORDS = {
    "more than": ">",
    "greater than": ">",
    "larger than": ">",
    "at least": ">",
    "up to": "<",
    "at most": "<",
    "less than": "<",
    "fewer than": "<",
    "no more than": "<",
}

TIMES = {
    "hundred": 10**2,
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mio": 10**6,
    "million": 10**6,
    "billion": 10**9,
    "w": 10**4,
    "万": 10**4,
    "亿": 10**8,
}
MAGNITUDES = {
    "tens": 10,
    "dozens": 10,
    "hundreds": 10**2,
    "thousands": 10**3,
    "tens-of-thousands": 10**4,
    "hundreds-of-thousands": 10**5,
    "millions": 10**6,
    "tens-of-millions": 10**7,
    "hundreds-of-millions": 10**8,
    "billions": 10**9,
}
VAGUE = "multiple several many few"

# Words beside the figures that say nothing about how much there is.
FILLERS = """
a all also an and annotated approx as available both by compressed consisting containing dicom download downloadable
each every extracted for from fully in included including is labeled labelled nifti of on overall per plus range
ranges ranging raw split the their then these to total totalling totaling uncompressed unlabeled unlabelled unzipped
when with zip zipped 共 总共 共计 总计 合计 左右 以上 多 余 包含 包括 其中
"""
SPLITS = """
train training trainval test testing tests valid validation val dev development tuning internal external public
private hidden held-out holdout 训练 训练集 测试 测试集 验证 验证集
"""
# What a number before these words measures is no count: `3 mm slices`, `1.5 T MRI scans`, `18 years`.
MEASURES = """
mm cm m µm um nm px pixel pixels voxel voxels dpi bit bits t tesla kv kvp ma mev hz khz mhz fps ms s sec secs second
seconds min mins minute minutes h hr hrs hour hours day days week weeks month months year years yr yrs y percent
mci mbq kg mg ml degree degrees fold folds x times
"""

# How long recordings take is how much of them there is.
DURATIONS = {
    "h": "hours",
    "hr": "hours",
    "hrs": "hours",
    "hour": "hours",
    "hours": "hours",
    "min": "minutes",
    "mins": "minutes",
    "minute": "minutes",
    "minutes": "minutes",
}

BEFORE_YEARS = """
in since during until from to between and by through year of - – january february march april may june july august
september october november december jan feb mar apr jun jul aug sep sept oct nov dec
"""
ODD_PLURALS = "mice nuclei teeth vertebrae people women men children series studies wsi roi"

# Words that end the description of what is counted.
STOPS = "from of in per with and or for to by on at plus including each every"
